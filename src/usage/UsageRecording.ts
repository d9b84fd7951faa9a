import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Since when use is counted in this database. It has one row. */
@Entity('usage_recording')
export class UsageRecording {
  /** Shape: a random id of the database, by which journals know theirs. */
  @PrimaryColumn('varchar', { length: 32 })
  id!: string;

  /** Units: epoch milliseconds. */
  @Column('bigint')
  recordedSince!: number;
}
