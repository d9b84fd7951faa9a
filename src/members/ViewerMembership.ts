import { Field, ID, ObjectType } from 'type-graphql';
import { Role } from './Member';

@ObjectType('Membership', { description: 'One of the organizations of the person who asks.' })
export class ViewerMembership {
  @Field(() => ID, { description: 'Which organization.' })
  organizationId!: string;

  @Field({ description: 'What the organization is called.' })
  organizationName!: string;

  @Field(() => Role, { description: 'What the person may do there.' })
  role!: Role;

  @Field({ description: 'Whether this request is made in it.' })
  isCurrent!: boolean;
}
