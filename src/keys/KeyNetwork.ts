import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * A network from which a secret of a key came. Units: epoch milliseconds.
 * Shape: `network` as `networkOf` writes it, or `several` for those beyond `MAX_NETWORKS`. Source: decision 088.
 */
@Entity('api_key_network')
export class KeyNetwork {
  @PrimaryColumn('varchar', { length: 32, primaryKeyConstraintName: 'api_key_network_pk' })
  apiKeyId!: string;

  @PrimaryColumn('int', { primaryKeyConstraintName: 'api_key_network_pk' })
  secretNumber!: number;

  @PrimaryColumn('varchar', { length: 64, primaryKeyConstraintName: 'api_key_network_pk' })
  network!: string;

  /** While the secret lived; null where it came from there only after its end. */
  @Column('bigint', { nullable: true })
  firstSeenAt!: number | null;

  @Column('bigint', { nullable: true })
  lastSeenAt!: number | null;

  /** When it first came from there after its end. */
  @Column('bigint', { nullable: true })
  reusedAt!: number | null;

  /** How often it came from there after its end. */
  @Column('int', { default: 0 })
  reuseCount!: number;
}

/** What stands for the networks of a secret that have no row of their own. */
export const SEVERAL_NETWORKS = 'several';

/** Units: networks of one secret that have a row of their own, while it lived and after its end. */
export const MAX_NETWORKS = 256;

/**
 * The row of a network of a secret: its own, or that of several. Shape: a value of SQL; `$1` to `$3` are the primary key.
 * @param of which rows take its places: reuses from many networks take none of those that the secret is used from
 */
export function networkOfRow(of: 'firstSeenAt' | 'reusedAt'): string {
  const ofSecret = 'FROM "api_key_network" WHERE "apiKeyId" = $1 AND "secretNumber" = $2';
  return `
  CASE
    WHEN EXISTS (SELECT 1 ${ofSecret} AND "network" = $3) THEN $3
    WHEN (SELECT COUNT(*) ${ofSecret} AND "${of}" IS NOT NULL) < ${MAX_NETWORKS} THEN $3
    ELSE '${SEVERAL_NETWORKS}'
  END`;
}
