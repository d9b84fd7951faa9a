import type { RunSql } from '../storage/Storage';
import { TILE_WIDTH } from './AuditTile';
import type { ProvedAuditTree } from './AuditTrees';
import { hashesOf } from './Tile';
import { withRows } from './TreeHashes';

/** A tile as it is to be written. Shape: `hashes` one behind the other. */
export interface GrownTile {
  readonly level: number;
  readonly number: number;
  readonly hashes: Buffer;
}

/** The height of one level of tiles. */
const TILE_HEIGHT = Math.log2(TILE_WIDTH);
const READ_TILE = 'SELECT "hashes" FROM "audit_tile" WHERE "tree" = $1 AND "level" = $2 AND "number" = $3';

/** Leaves that are appended to one tree, and the tiles that they complete or add to. */
export class TreeGrowth {
  private readonly tiles = new Map<string, GrownTile>();

  private constructor(
    private readonly sql: RunSql,
    private readonly tree: ProvedAuditTree,
  ) {}

  /**
   * Appends leaves to the edge of a tree. Shape: the tiles that are to be written with it.
   * Errors: null where the database lacks leaves of the tile that is completed.
   */
  static async of(sql: RunSql, tree: ProvedAuditTree, leaves: readonly Buffer[]): Promise<readonly GrownTile[] | null> {
    const growth = new TreeGrowth(sql, tree);
    return (await growth.append(leaves)) ? [...growth.tiles.values()] : null;
  }

  private async append(leaves: readonly Buffer[]): Promise<boolean> {
    const { edge, size: before } = this.tree;
    const roots: { readonly level: number; readonly index: number; readonly root: Buffer }[] = [];
    for (const leaf of leaves) {
      edge.append(leaf, (height, root) => {
        if (height % TILE_HEIGHT !== 0) return;
        roots.push({ level: height / TILE_HEIGHT, index: (edge.size + 1) / 2 ** height - 1, root });
      });
    }
    for (const { level, index, root } of roots) {
      if (level === 1 && !(await this.completeLeaves(index, before, leaves))) return false;
      await this.add(level, index, root);
    }
    return true;
  }

  /** The tile of level 0 that is complete now. */
  private async completeLeaves(number: number, before: number, leaves: readonly Buffer[]): Promise<boolean> {
    const from = number * TILE_WIDTH;
    const held = from < before ? await this.read(0, number) : Buffer.alloc(0);
    const old = from < before ? await withRows(this.sql, this.tree.id, number, held, before) : held;
    const added = leaves.slice(Math.max(0, from - before), from + TILE_WIDTH - before);
    const hashes = Buffer.concat([old, ...added]);
    this.keep({ level: 0, number, hashes });
    return hashesOf(hashes).length === TILE_WIDTH;
  }

  /** Adds the root of a complete tile to the tile above it. */
  private async add(level: number, index: number, root: Buffer): Promise<void> {
    const number = Math.floor(index / TILE_WIDTH);
    const grown = this.tiles.get(`${level}/${number}`);
    const held = grown?.hashes ?? (index % TILE_WIDTH === 0 ? Buffer.alloc(0) : await this.read(level, number));
    this.keep({ level, number, hashes: Buffer.concat([held, root]) });
  }

  private keep(tile: GrownTile): void {
    this.tiles.set(`${tile.level}/${tile.number}`, tile);
  }

  private async read(level: number, number: number): Promise<Buffer> {
    const [row] = await this.sql<{ hashes: string }>(READ_TILE, [this.tree.id, level, number]);
    return Buffer.from(row?.hashes ?? '', 'base64');
  }
}
