import type { RunSql } from '../storage/Storage';
import { hashesOf } from './Tile';

const READ = 'SELECT "hashes" FROM "audit_tile" WHERE "tree" = $1 AND "level" = $2 AND "number" = $3';
const LAST = 'SELECT MAX("number") AS "number" FROM "audit_tile" WHERE "tree" = $1 AND "level" = 0';

/** The tiles of one tree as the database has them. */
export class AuditTiles {
  constructor(
    private readonly sql: RunSql,
    private readonly tree: string,
  ) {}

  /** The hashes that a tile holds; none where there is no such tile. */
  async read(level: number, number: number): Promise<readonly Buffer[]> {
    const [row] = await this.sql<{ hashes: string }>(READ, [this.tree, level, number]);
    return hashesOf(Buffer.from(row?.hashes ?? '', 'base64'));
  }

  /** The number of the last tile of leaves; -1 where there is none. */
  async lastNumber(): Promise<number> {
    const [row] = await this.sql<{ number: number | null }>(LAST, [this.tree]);
    return row?.number ?? -1;
  }
}
