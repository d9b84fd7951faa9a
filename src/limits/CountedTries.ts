import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** How often something was tried within a span of time. */
@Entity('throttle')
export class CountedTries {
  /** Shape: SHA-256 of what is counted, in hex: the table names nobody. */
  @PrimaryColumn('varchar', { length: 64 })
  subject!: string;

  @Column('integer')
  count!: number;

  /** From then on counting begins anew. */
  @Index('throttle_ends_at')
  @Column('bigint')
  endsAt!: number;
}
