import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { DateTime } from '../scalars/DateTime';

/** A time in which use was not all counted. Units: epoch milliseconds; `fromAt` is inclusive, `toAt` exclusive. */
@ObjectType({ description: 'A time in which not all use was counted.' })
@Entity('usage_gap')
export class UsageGap {
  @PrimaryColumn('varchar', { length: 32 })
  id!: string;

  /** Null where it may be the use of any key. */
  @Column('varchar', { length: 32, nullable: true })
  apiKeyId!: string | null;

  @Field(() => DateTime, { name: 'from', description: 'When it began.' })
  @Column('bigint')
  fromAt!: number;

  @Field(() => DateTime, { name: 'to', description: 'When it ended.' })
  @Index('usage_gap_to_at')
  @Column('bigint')
  toAt!: number;

  /** Shape: a sentence. */
  @Field({ description: 'Why, for people.' })
  @Column('varchar', { length: 200 })
  reason!: string;
}
