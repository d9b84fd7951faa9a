import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A time in which use was not all counted. Units: epoch milliseconds; `fromAt` is inclusive, `toAt` exclusive. */
@Entity('usage_gap')
export class UsageGap {
  @PrimaryColumn('varchar', { length: 32 })
  id!: string;

  /** Null where it may be the use of any key. */
  @Column('varchar', { length: 32, nullable: true })
  apiKeyId!: string | null;

  @Column('bigint')
  fromAt!: number;

  @Index('usage_gap_to_at')
  @Column('bigint')
  toAt!: number;

  /** Shape: a sentence. */
  @Column('varchar', { length: 200 })
  reason!: string;
}
