import { Field, Int, ObjectType } from 'type-graphql';
import { DateTime } from '../scalars/DateTime';
import { UsageGap } from './UsageGap';

/** What was used in a time, by whomever. Units: epoch milliseconds, `cost` in points. */
@ObjectType({ simpleResolvers: true })
export abstract class UseTotals {
  @Field(() => DateTime, {
    description: 'The beginning of the time: its whole hour counts, or its day of UTC where hours are kept no longer.',
  })
  from!: number;

  @Field(() => DateTime, { description: 'The end of the time; its whole hour counts.' })
  to!: number;

  @Field(() => Int, { description: 'How many requests were answered, refused and failed ones included.' })
  requests!: number;

  @Field(() => Int, {
    description: 'How many of them a permission, a network or a rate limit refused, in part or whole.',
  })
  refused!: number;

  @Field(() => Int, { description: 'How many of them were not answered whole for another reason.' })
  failed!: number;

  @Field(() => Int, { description: 'What they cost, in points.' })
  cost!: number;

  @Field(() => DateTime, { nullable: true, description: 'When the first of them came; null if none did.' })
  firstUsedAt!: number | null;

  @Field(() => DateTime, { nullable: true, description: 'When the last of them came; null if none did.' })
  lastUsedAt!: number | null;

  @Field(() => DateTime, { description: 'Since when this server counts use.' })
  recordedSince!: number;

  @Field(() => [UsageGap], { description: 'The times in which not all use was counted.' })
  gaps!: readonly UsageGap[];
}
