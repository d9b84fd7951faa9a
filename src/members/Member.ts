import { Directive, Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { connectionOf } from '../lists/connectionOf';
import { DateTime } from '../scalars/DateTime';

export enum Role {
  ADMIN = 'ADMIN',
  USER = 'USER',
}

registerEnumType(Role, {
  name: 'Role',
  description: 'What a member may do, as one word; it stands for a set of scopes.',
  valuesConfig: {
    ADMIN: { description: 'Every scope.' },
    USER: { description: 'The scopes of daily work with documents, and reading processes.' },
  },
});

@Directive('@key(fields: "id")')
@ObjectType({
  simpleResolvers: true,
  description: 'A person of an organization: a membership, together with its user.',
})
export class Member {
  @Field(() => ID, { description: 'Lasts as long as the membership.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'What the person is called.' })
  name!: string;

  /** The name, folded for sorting. Source: decision 058. */
  sortName!: string;

  @Field(() => String, { nullable: true, description: 'The address the person signs in with.' })
  email!: string;

  /** Since when the address is known to be the person's; null where nobody knows. Source: decision 079. */
  emailProvedAt!: number | null;

  @Field(() => Role, { nullable: true, description: 'What the person may do.' })
  role!: Role;

  @Field(() => DateTime, { nullable: true, description: 'When the person became a member.' })
  createdAt!: number;
}

/** A page of members. */
export const MemberConnection = connectionOf(Member, 'Member', 'NAME_ASC');
