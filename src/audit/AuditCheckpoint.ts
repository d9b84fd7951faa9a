import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What the server has signed of a tree. */
@Entity('audit_checkpoint')
export class AuditCheckpoint {
  @PrimaryColumn('varchar', { length: 32, primaryKeyConstraintName: 'audit_checkpoint_pk' })
  tree!: string;

  /** How many leaves the tree had. */
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'audit_checkpoint_pk' })
  size!: number;

  @Column('bigint')
  at!: number;

  /** Shape: a signed note, as `signCheckpoint` makes it. */
  @Column('text')
  note!: string;
}
