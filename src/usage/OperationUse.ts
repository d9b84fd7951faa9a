import { Field, Int, ObjectType } from 'type-graphql';
import { DateTime } from '../scalars/DateTime';

/** One operation that was used. Units: `lastUsedAt` in epoch milliseconds, `cost` in points. */
@ObjectType({ simpleResolvers: true, description: 'An operation that was used.' })
export class OperationUse {
  @Field(() => String, {
    nullable: true,
    description:
      'Its name; `verify`, `token`, `introspect` and `revoke` are endpoints, `invalid` is what was no valid operation, `other` what came after the first 256. Null for an operation without a name.',
  })
  name!: string | null;

  @Field({ description: 'Its shape: the document without the values.' })
  signature!: string;

  @Field(() => Int, { description: 'How often it was answered.' })
  requests!: number;

  @Field(() => Int, { description: 'How many of the answers were refusals.' })
  refused!: number;

  @Field(() => Int, { description: 'How many of the answers were not whole for another reason.' })
  failed!: number;

  @Field(() => Int, { description: 'What it cost, in points.' })
  cost!: number;

  @Field(() => DateTime, { description: 'When it was last used.' })
  lastUsedAt!: number;
}
