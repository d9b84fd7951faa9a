import { DAY_MS } from '../clock';
import { StartError } from '../errors';
import type { AuditEvent } from '../events/AuditEvent';
import type { AuditMac } from '../events/AuditMac';
import type { RunSql } from '../storage/Storage';
import { TILE_WIDTH } from './AuditTile';
import { AuditTiles } from './AuditTiles';
import type { AuditTree } from './AuditTree';
import { rowFault } from './rowFault';
import { readSealedRows } from './sealedRows';
import { shownId } from './shownId';
import { type IdsOfTile, suspectRows } from './suspectRows';
import { type MadeTile, TreeWalk } from './TreeWalk';
import { UnexplainedErasures } from './UnexplainedErasures';

const FIRST_KEPT = 'SELECT "firstKept" FROM "audit_tree" WHERE "id" = $1';

/** A root that somebody signed, and of how many leaves. */
export interface SignedRoot {
  readonly size: number;
  readonly root: Buffer;
  /** Who says so, as the beginning of a sentence. */
  readonly by: string;
}

/** What a walk found that is no fault. */
export interface WalkedLog {
  readonly walk: TreeWalk;
  readonly lastTile: IdsOfTile;
  /** Rows without a proof of their writer: those of earlier versions. */
  readonly unprovedCount: number;
  /** Rows whose proof is of none of the secrets: one may have been taken out since. */
  readonly otherSecretCount: number;
  /** Rows of which something was erased. */
  readonly erasedCount: number;
  /** Those of them of which no event tells why. */
  readonly unexplained: Pick<UnexplainedErasures, 'count' | 'first'>;
  /** The first row that happened more than a day before one that was sealed earlier. */
  readonly lateRow: AuditEvent | null;
}

/** Goes through a log, and stops with a `StartError` at the first row that is not as it was. */
export class LogVerification {
  private readonly walk = new TreeWalk();
  private readonly tiles: AuditTiles;
  private readonly unexplained: UnexplainedErasures;
  private firstKept: number;
  /** How many rows a signed root has proved. */
  private provedSize = 0;
  private tile: IdsOfTile = { start: 0, ids: [] };
  private unprovedCount = 0;
  private otherSecretCount = 0;
  private erasedCount = 0;
  private latestAt = 0;
  private lateRow: AuditEvent | null = null;

  /** @param signed roots that are compared, by ascending sizes */
  constructor(
    private readonly sql: RunSql,
    private readonly tree: Pick<AuditTree, 'id' | 'size' | 'firstKept'>,
    private readonly macs: readonly AuditMac[],
    private readonly signed: readonly SignedRoot[],
  ) {
    this.tiles = new AuditTiles(sql, tree.id);
    this.unexplained = new UnexplainedErasures(sql, tree, macs);
    this.firstKept = tree.firstKept;
  }

  /** @param tell how many rows were seen */
  async run(tell: (count: number) => void): Promise<WalkedLog> {
    const { size } = this.tree;
    let rootIndex = 0;
    for (let number = 0; number * TILE_WIDTH < size; number += 1) {
      for (const leaf of await this.leavesOf(number)) {
        this.walk.append(leaf);
        for (let root = this.signed[rootIndex]; root?.size === this.walk.edge.size; root = this.signed[++rootIndex]) {
          this.compareRoot(root);
        }
      }
      for (const made of this.walk.takeTiles()) await this.compareTile(made, true);
      tell(this.walk.edge.size);
    }
    for (const made of this.walk.openTiles()) await this.compareTile(made, made.level > 0);
    return {
      walk: this.walk,
      lastTile: this.tile,
      unprovedCount: this.unprovedCount,
      otherSecretCount: this.otherSecretCount,
      erasedCount: this.erasedCount,
      unexplained: this.unexplained,
      lateRow: this.lateRow,
    };
  }

  /** The leaves of a tile: of rows that are kept, and of those that retention dropped. */
  private async leavesOf(number: number): Promise<Buffer[]> {
    const { id, size } = this.tree;
    const { firstKept } = this;
    const [start, end] = [number * TILE_WIDTH, Math.min((number + 1) * TILE_WIDTH, size)];
    const firstRow = Math.min(Math.max(start, firstKept), end);
    const rows = await readSealedRows(this.sql, id, firstRow, end);
    if (rows.length < end - firstRow && (await this.hasDropped(firstRow))) return this.leavesOf(number);
    const held = await this.tiles.read(0, number);
    await this.unexplained.look(rows);
    this.tile = { start: firstRow, ids: rows.map(({ id: rowId }) => rowId) };
    return Array.from({ length: end - start }, (_none, index) => {
      const [sequence, hash] = [start + index, held[index]];
      if (sequence >= firstRow) return this.leafOfRow(sequence, rows[sequence - firstRow], hash);
      if (hash) return hash;
      throw new StartError(`The hash of row ${sequence}, which was dropped by retention, is missing from the tree.`);
    });
  }

  /** Whether retention has dropped the row meanwhile. */
  private async hasDropped(sequence: number): Promise<boolean> {
    const [tree] = await this.sql<Pick<AuditTree, 'firstKept'>>(FIRST_KEPT, [this.tree.id]);
    this.firstKept = tree?.firstKept ?? 0;
    return sequence < this.firstKept;
  }

  private leafOfRow(sequence: number, row: AuditEvent | undefined, hash: Buffer | undefined): Buffer {
    if (row?.sequence !== sequence) throw new StartError(`Row ${sequence} is missing.`);
    const fault = rowFault(row);
    if (fault !== null) throw new StartError(`Row ${sequence} (${shownId(row)}) ${fault}.`);
    const leaf = Buffer.from(row.leaf ?? '', 'base64');
    if (hash && !hash.equals(leaf)) {
      throw new StartError(
        `Row ${sequence} (${shownId(row)}) is not the one that was sealed here: the tree has another hash.`,
      );
    }
    if (row.mac === null) this.unprovedCount += 1;
    else if (!this.macs.some((mac) => mac.proves(row))) this.otherSecretCount += 1; // The tree proves the leaf, too.
    if (row.erased !== null) this.erasedCount += 1;
    if (row.at < this.latestAt - DAY_MS) this.lateRow ??= row;
    this.latestAt = Math.max(this.latestAt, row.at);
    return leaf;
  }

  private compareRoot({ size, root, by }: SignedRoot): void {
    if (!root.equals(this.walk.edge.root())) {
      throw new StartError(`${by} has another root: ${suspectRows(this.provedSize, size, this.tile)}.`);
    }
    this.provedSize = size;
  }

  /** @param isKept whether the database must have it; otherwise what it has must be true */
  private async compareTile({ level, number, hashes }: MadeTile, isKept: boolean): Promise<void> {
    const held = await this.tiles.read(level, number);
    const wrong = hashes.findIndex((hash, index) => (held[index] ? !held[index].equals(hash) : isKept));
    if (wrong < 0) return;
    const width = TILE_WIDTH ** level;
    const first = (number * TILE_WIDTH + wrong) * width;
    throw new StartError(
      `The tree is damaged: the hash of row ${first}${width > 1 ? ` to ${first + width - 1}` : ''} is missing or wrong in it.`,
    );
  }
}
