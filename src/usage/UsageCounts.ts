import { Column } from 'typeorm';

/** What is counted of the use of a key. Units: epoch milliseconds. */
export abstract class UsageCounts {
  /** Every answer, those that were refused or failed included. */
  @Column('bigint')
  requestCount!: number;

  /** Answers that a permission, a network or a limit refused, at least in part. */
  @Column('bigint')
  refusedCount!: number;

  /** Answers that were not whole for another reason. */
  @Column('bigint')
  failedCount!: number;

  /** Units: points. */
  @Column('bigint')
  cost!: number;

  @Column('bigint')
  firstUsedAt!: number;

  @Column('bigint')
  lastUsedAt!: number;
}
