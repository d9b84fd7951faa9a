import { Field, ObjectType, registerEnumType } from 'type-graphql';
import type { Fault } from '../access/Fault';
import { USER_ERRORS, UserErrorCode } from '../errors';

registerEnumType(UserErrorCode, {
  name: 'UserErrorCode',
  description: 'Why a mutation did not do what it was asked to.',
  valuesConfig: Object.fromEntries(Object.entries(USER_ERRORS).map(([code, description]) => [code, { description }])),
});

@ObjectType({ description: 'One reason why a mutation did nothing.' })
export class UserError {
  @Field(() => UserErrorCode, { description: 'The reason, for programs.' })
  readonly code: UserErrorCode;

  @Field({ description: 'The reason, for people.' })
  readonly message: string;

  @Field(() => [String], {
    description: 'The place in the arguments, outermost first, e.g. `["input", "scopes", "1"]`.',
  })
  readonly path: string[];

  constructor(code: UserErrorCode, message: string, path: readonly string[]) {
    this.code = code;
    this.message = message;
    this.path = ['input', ...path];
  }
}

/** A fault that the subset law finds, as a user error. */
export function toUserError({ code, message, path }: Fault): UserError {
  return new UserError(code, message, path);
}
