import { Remembered } from '../Remembered';
import type { RunSql } from '../storage/Storage';
import { TILE_WIDTH } from './AuditTile';
import { SERVER_TREE } from './AuditTree';
import { EMPTY_ROOT, nodeHash } from './nodeHash';
import { Tile } from './Tile';

/** How many binary levels of a tree one level of tiles spans. */
const TILE_HEIGHT = 8;
/** Units: tiles that are remembered; each takes up to 50 KB. */
const MAX_TILES = 64;

const READ_TILE = 'SELECT "hashes" FROM "audit_tile" WHERE "tree" = $1 AND "level" = $2 AND "number" = $3';
const readLeaves = (ofTree: string): string =>
  `SELECT "leaf" FROM "audit_event" WHERE ${ofTree} AND "sequence" >= $1 AND "sequence" < $2 ORDER BY "sequence"`;
const LEAVES_OF_SERVER = readLeaves('"organizationId" IS NULL');
const LEAVES = readLeaves('"organizationId" = $3');

/**
 * The hashes of a tree as it was at one size, from its tiles and, for the incomplete tail, from its rows.
 * Errors: a hash that the database lacks is undefined.
 */
export class TreeHashes {
  private readonly tiles = new Remembered<string, Promise<Tile>>(MAX_TILES);

  constructor(
    private readonly sql: RunSql,
    private readonly tree: string,
    private readonly size: number,
  ) {}

  /** The hash of a leaf. */
  leaf(sequence: number): Promise<Buffer | undefined> {
    return this.node(0, sequence);
  }

  /** The root of a complete subtree. @param height above the leaves @param index of the subtree among those of its height */
  async node(height: number, index: number): Promise<Buffer | undefined> {
    const level = Math.floor(height / TILE_HEIGHT);
    const above = height - level * TILE_HEIGHT;
    const nodesOfTile = TILE_WIDTH / 2 ** above;
    const number = Math.floor(index / nodesOfTile);
    return (await this.tile(level, number)).node(above, index - number * nodesOfTile);
  }

  /** The root of the tree when it had so many leaves. Source: RFC 6962, section 2.1. */
  async root(size = this.size): Promise<Buffer | undefined> {
    if (size === 0) return EMPTY_ROOT;
    const parts = await Promise.all(subtreesOf(0, size).map(({ height, index }) => this.node(height, index)));
    return parts.reduceRight((right, left) => right && left && nodeHash(left, right));
  }

  private tile(level: number, number: number): Promise<Tile> {
    const key = `${level}/${number}`;
    return this.tiles.get(key) ?? this.tiles.keep(key, this.readTile(level, number));
  }

  private async readTile(level: number, number: number): Promise<Tile> {
    const [row] = await this.sql<{ hashes: string }>(READ_TILE, [this.tree, level, number]);
    const hashes = Buffer.from(row?.hashes ?? '', 'base64');
    return new Tile(level === 0 ? await withRows(this.sql, this.tree, number, hashes, this.size) : hashes);
  }
}

/**
 * The hashes of leaves of one tile: those that a tile holds, and behind them those of rows.
 * @param held those of the tile, one behind the other @param size of the tree
 */
export async function withRows(sql: RunSql, tree: string, number: number, held: Buffer, size: number): Promise<Buffer> {
  const from = number * TILE_WIDTH + held.length / EMPTY_ROOT.length;
  const to = Math.min((number + 1) * TILE_WIDTH, size);
  if (from >= to) return held;
  const isServer = tree === SERVER_TREE;
  const rows = await sql<{ leaf: string }>(
    isServer ? LEAVES_OF_SERVER : LEAVES,
    isServer ? [from, to] : [from, to, tree],
  );
  return Buffer.concat([held, ...rows.map(({ leaf }) => Buffer.from(leaf, 'base64'))]);
}

/** The complete subtrees that the leaves of a span are made of, from the left. Shape: it starts at a multiple of its size. */
export function subtreesOf(from: number, to: number): { readonly height: number; readonly index: number }[] {
  const parts: { height: number; index: number }[] = [];
  let start = from;
  while (start < to) {
    let height = 0;
    while (start % 2 ** (height + 1) === 0 && start + 2 ** (height + 1) <= to) height += 1;
    parts.push({ height, index: start / 2 ** height });
    start += 2 ** height;
  }
  return parts;
}
