import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How many hashes a complete tile has. Source: C2SP tlog-tiles. */
export const TILE_WIDTH = 256;

/**
 * Hashes of a tree that stand side by side. Level 0 has those of leaves: of complete tiles, and of leaves whose rows were
 * dropped. Each hash of a higher level is the root of a complete tile of the level below. Source: C2SP tlog-tiles.
 */
@Entity('audit_tile')
export class AuditTile {
  @PrimaryColumn('varchar', { length: 32, primaryKeyConstraintName: 'audit_tile_pk' })
  tree!: string;

  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'audit_tile_pk' })
  level!: number;

  /** The place of the tile in its level, from 0. */
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'audit_tile_pk' })
  number!: number;

  /** Shape: up to 256 hashes, one behind the other, in base64. */
  @Column('text')
  hashes!: string;
}
