import { Field, ObjectType, registerEnumType } from 'type-graphql';
import type { Fault } from '../access/subsetLaw';
import { UserErrorCode } from '../errors';

registerEnumType(UserErrorCode, {
  name: 'UserErrorCode',
  description: 'Why a mutation did not do what it was asked to.',
  valuesConfig: {
    INVALID: { description: 'The value is not of the form that the message describes.' },
    UNKNOWN_SCOPE: { description: 'There is no scope of this name.' },
    SCOPE_NOT_GRANTABLE: { description: 'The caller may not grant this, or it cannot be put on this kind of key.' },
    EXPIRES_IN_PAST: { description: 'The expiry date has passed.' },
    EXPIRES_TOO_LATE: { description: "The expiry date lies past the caller's own, or past the longest allowed." },
    NOT_FOUND: { description: 'There is no such thing, or none that the caller may see.' },
    LIMIT_REACHED: { description: 'A limit of the organization is reached, e.g. that it keeps an admin.' },
  },
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
