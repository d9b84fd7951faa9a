import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The tree of the rows that belong to no organization. */
export const SERVER_TREE = 'server';

/** The tree of the audit log of one organization. Source: RFC 6962, section 2.1, and decision 102. */
@Entity('audit_tree')
export class AuditTree {
  /** Shape: the id of the organization, or `server`. */
  @PrimaryColumn('varchar', { length: 32 })
  id!: string;

  /** How many leaves it has. */
  @Column('bigint')
  size!: number;

  /** Shape: as `Frontier` writes it. */
  @Column('text')
  frontier!: string;

  /** The sequence of the oldest row that is kept: retention dropped those before it. */
  @Column('bigint')
  firstKept!: number;

  /** Proves that this server made the tree. Shape: as `treeProof` answers. */
  @Column('varchar', { length: 44 })
  proof!: string;

  @Column('bigint')
  sealedAt!: number;
}
