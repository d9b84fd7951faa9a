import { setImmediate } from 'node:timers/promises';
import { DAY_MS } from '../clock';
import type { Job } from '../jobs/Job';
import type { Storage } from '../storage/Storage';
import type { AuditAlarms } from './AuditAlarms';
import { type AuditTree, SERVER_TREE } from './AuditTree';
import type { AuditTrees, ProvedAuditTree } from './AuditTrees';
import type { Checkpoints } from './Checkpoints';
import { type RetiredRows, retiredRows } from './retiredRows';
import { sealStatements } from './sealStatements';
import { TreeConflict } from './writeSeal';

const OPEN = `INSERT INTO "audit_opening" ("purpose") VALUES ('RETENTION')`;
const CLOSE = `DELETE FROM "audit_opening" WHERE "purpose" = 'RETENTION'`;
const drop = (ofTree: string): string =>
  `DELETE FROM "audit_event" WHERE ${ofTree} AND "sequence" >= $1 AND "sequence" < $2`;
const DROP_OF_SERVER = drop('"organizationId" IS NULL');
const DROP = drop('"organizationId" = $3');
/** Of each day before the last, the newest checkpoint is enough: one goes where the next is of the same day. */
const THIN = `DELETE FROM "audit_checkpoint" WHERE "tree" = $1 AND "at" < $2 AND "at" / ${DAY_MS} = (
  SELECT later."at" / ${DAY_MS} FROM "audit_checkpoint" later WHERE later."tree" = $1
    AND later."size" > "audit_checkpoint"."size" ORDER BY later."size" LIMIT 1)`;

/** What retention works with. */
export interface RetentionTools {
  readonly storage: Storage;
  readonly trees: AuditTrees;
  readonly checkpoints: Checkpoints;
  readonly alarms: AuditAlarms;
}

/**
 * Drops the rows of the audit log that are too old, from the oldest end of each tree alone; their leaves stay. A row that does not
 * fit its leaf stays, and all behind it: somebody should see it. Source: decision 104.
 */
export class Retention implements Job {
  readonly name = 'drop-audit-rows';
  readonly everyMs = 3_600_000;
  readonly isForOne = true;

  /** @param days null: rows are kept for ever */
  constructor(
    private readonly tools: RetentionTools,
    private readonly days: number | null,
  ) {}

  async run(now: number, stop: AbortSignal): Promise<void> {
    const { storage, trees, checkpoints } = this.tools;
    for await (const some of trees.all()) {
      for (const tree of some) {
        await storage.write(({ sql }) => sql(THIN, [tree.id, now - DAY_MS]), 'READ_COMMITTED');
        await setImmediate(); // Requests have their turn.
        if (this.days !== null && (await this.dropAll(tree, now - this.days * DAY_MS, stop)))
          await checkpoints.sign([tree.id], now);
        if (stop.aborted) return;
      }
    }
  }

  /** Shape: whether anything was dropped. */
  private async dropAll(first: AuditTree, before: number, stop: AbortSignal): Promise<boolean> {
    const { storage, trees, alarms } = this.tools;
    let hasDropped = false;
    for (let tree: AuditTree | null = first; tree !== null && tree.firstKept < tree.size; ) {
      const proved = trees.proved(tree);
      if (proved === null) {
        alarms.unprovedTree(tree.id);
        break;
      }
      const retired = await retiredRows(storage.sql, proved, before);
      if (retired === null) alarms.stuckTree(tree.id, 'dropped');
      if (!retired?.count || stop.aborted) break;
      if (await this.drop(proved, retired)) hasDropped = true;
      await setImmediate(); // Requests have their turn.
      tree = await trees.find(tree.id);
    }
    return hasDropped;
  }

  /** Shape: whether they were dropped; the tree may have grown since it was read. */
  private async drop(tree: ProvedAuditTree, { count, tile, leaves }: RetiredRows): Promise<boolean> {
    const { storage, trees } = this.tools;
    const { growTrees, writeTiles } = sealStatements(storage.engine);
    const { id, size, frontier, firstKept: from, sealedAt, edge } = tree;
    const firstKept = from + count;
    const grown = [id, size, frontier, firstKept, trees.prove({ id, firstKept }, edge), sealedAt, size, from];
    const ofTree = id === SERVER_TREE ? [] : [id];
    try {
      await storage.write(async ({ sql }) => {
        if ((await sql(growTrees, [JSON.stringify([grown])])).length === 0) throw new TreeConflict();
        if (leaves) await sql(writeTiles, [JSON.stringify([[id, 0, tile, leaves.toString('base64')]])]);
        await sql(OPEN, []);
        await sql(id === SERVER_TREE ? DROP_OF_SERVER : DROP, [from, firstKept, ...ofTree]);
        await sql(CLOSE, []);
      }, 'READ_COMMITTED');
      return true;
    } catch (error) {
      if (error instanceof TreeConflict) return false;
      throw error;
    }
  }
}
