import type { AuditEvent } from '../events/AuditEvent';
import type { RunSql } from '../storage/Storage';
import { TILE_WIDTH } from './AuditTile';
import { type AuditTree, SERVER_TREE } from './AuditTree';
import type { ProvedAuditTree } from './AuditTrees';
import { madeLeaf } from './madeLeaf';
import { HASH_BYTES, nodeHash } from './nodeHash';
import { hashesOf, Tile } from './Tile';
import { subtreesOf, withRows } from './TreeHashes';

/** The rows at the old end of a tree, as far as they may be dropped together. */
export interface RetiredRows {
  readonly count: number;
  /** The number of their tile. */
  readonly tile: number;
  /** The leaves of an incomplete tile that must outlast their rows, one behind the other. Null where the tile has them already. */
  readonly leaves: Buffer | null;
}

const read = (ofTree: string): string =>
  `SELECT * FROM "audit_event" WHERE ${ofTree} AND "sequence" >= $1 AND "sequence" < $2 ORDER BY "sequence"`;
const OF_SERVER = read('"organizationId" IS NULL');
const OF_ORGANIZATION = read('"organizationId" = $3');
const READ_TILE = 'SELECT "hashes" FROM "audit_tile" WHERE "tree" = $1 AND "level" = $2 AND "number" = $3';

/**
 * The rows of one tile, from the oldest kept on, that are older than an instant. Each was compared with its leaf, and all
 * leaves of the tile with the tree. Errors: null where one does not fit: then nothing is dropped.
 */
export async function retiredRows(sql: RunSql, tree: ProvedAuditTree, before: number): Promise<RetiredRows | null> {
  const { id, firstKept, size } = tree;
  const tile = Math.floor(firstKept / TILE_WIDTH);
  const rows = await rowsOf(sql, tree, Math.min((tile + 1) * TILE_WIDTH, size));
  const firstYoung = rows.findIndex(({ at }) => at >= before);
  const count = firstYoung < 0 ? rows.length : firstYoung;
  if (count === 0) return { count, tile, leaves: null };
  const [held] = await sql<{ hashes: string }>(READ_TILE, [id, 0, tile]);
  const leaves = await withRows(sql, id, tile, Buffer.from(held?.hashes ?? '', 'base64'), size);
  const hashes = hashesOf(leaves);
  const areWhole = rows.every((row, index) => {
    const place = firstKept - tile * TILE_WIDTH + index;
    return (
      row.sequence === firstKept + index && hashes[place]?.toString('base64') === row.leaf && madeLeaf(row) === row.leaf
    );
  });
  if (!areWhole || !(await isOfTree(sql, tree, tile, leaves))) return null;
  const isComplete = (tile + 1) * TILE_WIDTH <= size;
  const leftCount = firstKept + count - tile * TILE_WIDTH;
  return { count, tile, leaves: isComplete ? null : leaves.subarray(0, leftCount * HASH_BYTES) };
}

function rowsOf(sql: RunSql, { id, firstKept }: AuditTree, to: number): Promise<readonly AuditEvent[]> {
  return id === SERVER_TREE
    ? sql<AuditEvent>(OF_SERVER, [firstKept, to])
    : sql<AuditEvent>(OF_ORGANIZATION, [firstKept, to, id]);
}

/** Whether the leaves of a tile are those of the tree: a complete one has its root above it, an incomplete one in the edge. */
async function isOfTree(sql: RunSql, tree: ProvedAuditTree, number: number, leaves: Buffer): Promise<boolean> {
  const from = number * TILE_WIDTH;
  const tile = new Tile(leaves);
  if (from + TILE_WIDTH <= tree.size) {
    const [above] = await sql<{ hashes: string }>(READ_TILE, [tree.id, 1, Math.floor(number / TILE_WIDTH)]);
    const root = hashesOf(Buffer.from(above?.hashes ?? '', 'base64'))[number % TILE_WIDTH];
    return root !== undefined && tile.node(Math.log2(TILE_WIDTH), 0)?.equals(root) === true;
  }
  const parts = subtreesOf(from, tree.size).map(({ height, index }) => tile.node(height, index - from / 2 ** height));
  const root = parts.reduceRight((right, left) => right && left && nodeHash(left, right));
  return root !== undefined && tree.edge.tail(parts.length).equals(root);
}
