import { Field, Int, ObjectType } from 'type-graphql';
import { DateTime } from '../scalars/DateTime';

/** One field that was used. Units: `lastUsedAt` in epoch milliseconds. */
@ObjectType({ simpleResolvers: true, description: 'A field that successful requests asked for.' })
export class FieldUse {
  @Field({ description: 'The type and the field, e.g. `Query.processes`.' })
  coordinate!: string;

  @Field(() => Int, { description: 'How many requests asked for it, and were not refused.' })
  requests!: number;

  @Field(() => DateTime, { description: 'When the last of them came.' })
  lastUsedAt!: number;
}
