import { Field, InputType, ObjectType } from 'type-graphql';
import { UserError } from '../events/UserError';
import { NAME_LENGTH } from '../names';
import { Organization } from './Organization';

@InputType({ description: 'How the organization should be changed.' })
export class UpdateOrganizationInput {
  @Field({ description: `The new name: ${NAME_LENGTH}.` })
  name!: string;
}

@ObjectType({ description: 'What came of `updateOrganization`.' })
export class UpdateOrganizationPayload {
  @Field(() => Organization, { nullable: true, description: 'The organization as it is now; null when refused.' })
  organization!: Organization | null;

  @Field(() => [UserError], { description: 'Why nothing was done; empty on success.' })
  userErrors!: UserError[];
}
