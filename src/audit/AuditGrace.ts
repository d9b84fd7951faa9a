import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Until when rows are sealed that bear no proof of their writer: those of earlier versions. Source: decision 103. */
@Entity('audit_grace')
export class AuditGrace {
  /** Shape: there is one, `rows`. */
  @PrimaryColumn('varchar', { length: 16 })
  id!: string;

  /** Shape: null where it has not begun. */
  @Column('bigint', { nullable: true })
  until!: number | null;

  /** Proves that this server has read it. Shape: HMAC-SHA-256 in base64; null from the migration to the first seal. */
  @Column('varchar', { length: 44, nullable: true })
  proof!: string | null;
}
