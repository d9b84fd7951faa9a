import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** How a secret ended: a newer one replaced it, or its rotation was cancelled before its first use. */
export type SecretEnd = 'RETIRED' | 'CANCELLED';

/**
 * A secret of a key that was ever given another one. The first secret of a key has a row from then on; the key's own row
 * says which secrets work. A row stays as long as its key, so that a secret is recognised after its end.
 * Units: epoch milliseconds. Source: decision 085.
 */
@Entity('api_key_secret')
export class KeySecret {
  @PrimaryColumn('varchar', { length: 32, primaryKeyConstraintName: 'api_key_secret_pk' })
  apiKeyId!: string;

  /** Of a key, from 1 on. */
  @PrimaryColumn('int', { primaryKeyConstraintName: 'api_key_secret_pk' })
  number!: number;

  /** As of the key. Source: decision 004. */
  @Index('api_key_secret_pass_digest')
  @Column('varchar', { length: 64 })
  passDigest!: string;

  @Column('varchar', { length: 8 })
  pepperVersion!: string;

  @Column('bigint')
  createdAt!: number;

  /** How long the earlier secret works after the first use of this one; null of the first secret, and without a grace. */
  @Column('bigint', { nullable: true })
  graceMs!: number | null;

  /** What ends the earlier secret: the grace alone, or silence as well. */
  @Column('varchar', { length: 6, nullable: true })
  finish!: 'GRACE' | 'SILENT' | null;

  /** The key's end before the rotation that made this secret, to which a cancelled rotation returns. */
  @Column('bigint', { nullable: true })
  formerExpiresAt!: number | null;

  @Column('bigint', { nullable: true })
  firstUsedAt!: number | null;

  @Column('bigint', { nullable: true })
  lastUsedAt!: number | null;

  @Column('bigint', { nullable: true })
  endedAt!: number | null;

  @Column('varchar', { length: 9, nullable: true })
  endedAs!: SecretEnd | null;

  /** How often it was presented after its end. */
  @Column('int', { default: 0 })
  reuseCount!: number;
}
