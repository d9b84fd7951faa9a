import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The right of one process to do a job for all that share the database. */
@Entity('job_lease')
export class Lease {
  /** The job's. */
  @PrimaryColumn('varchar', { length: 64 })
  name!: string;

  /** Shape: an id that each process makes when it starts. */
  @Column('varchar', { length: 32 })
  holder!: string;

  /** From then on any process may take it. */
  @Column('bigint')
  until!: number;
}
