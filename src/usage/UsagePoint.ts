import { Field, Int, ObjectType } from 'type-graphql';
import { DateTime } from '../scalars/DateTime';

const UNKNOWN = 'null where that is not known';

/** One bucket of a series. Units: `from` in epoch milliseconds, `cost` in points. */
@ObjectType({ simpleResolvers: true, description: 'What was used in one hour or day.' })
export class UsagePoint {
  @Field(() => DateTime, { description: 'When the hour or day begins.' })
  from!: number;

  @Field(() => Int, { nullable: true, description: `How many requests were answered; ${UNKNOWN}.` })
  requests!: number | null;

  @Field(() => Int, { nullable: true, description: `How many of them were refused; ${UNKNOWN}.` })
  refused!: number | null;

  @Field(() => Int, { nullable: true, description: `How many of them failed otherwise; ${UNKNOWN}.` })
  failed!: number | null;

  @Field(() => Int, { nullable: true, description: `What they cost, in points; ${UNKNOWN}.` })
  cost!: number | null;
}
