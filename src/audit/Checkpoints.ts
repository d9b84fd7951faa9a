import { setImmediate } from 'node:timers/promises';
import { AppError } from '../errors';
import type { Log } from '../log';
import type { Storage } from '../storage/Storage';
import type { AuditAlarms } from './AuditAlarms';
import type { AuditCheckpoint } from './AuditCheckpoint';
import type { AuditTree } from './AuditTree';
import type { AuditTrees } from './AuditTrees';
import { checkpointText } from './checkpointText';
import type { LogKey, LogKeyPair } from './LogKey';
import { sealStatements } from './sealStatements';
import { signedNote } from './signedNote';
import { verifierKey } from './verifierKey';

/** How long a tree grows until it is signed anew. Units: milliseconds. */
const SPAN_MS = 10_000;
/** Units: checkpoints that are signed in one turn of the event loop. */
const MAX_AT_ONCE = 20;

const NEWEST =
  'SELECT "tree", "size", "at", "note" FROM "audit_checkpoint" WHERE "tree" = $1 ORDER BY "size" DESC LIMIT 1';
const NOT_SIGNED = `SELECT "id" FROM "audit_tree" t WHERE NOT EXISTS (
  SELECT 1 FROM "audit_checkpoint" c WHERE c."tree" = t."id" AND c."size" = t."size")`;

/** What checkpoints are made with. */
export interface CheckpointTools {
  readonly storage: Storage;
  readonly trees: AuditTrees;
  readonly logKey: LogKey;
  readonly alarms: AuditAlarms;
  readonly log: Pick<Log, 'info'>;
  readonly publicUrl: () => string;
}

/** The checkpoints of all trees: signed every ten seconds in which a tree grew. Source: decision 104. */
export class Checkpoints {
  /** The trees that changed since they were signed. Shape: null before the database was asked which those are. */
  private changed: Set<string> | null = null;
  private signedAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly tools: CheckpointTools) {}

  /** The name of the key, for everything that it signs. Shape: `<host>/audit`. */
  get keyName(): string {
    return `${new URL(this.tools.publicUrl()).host}/audit`;
  }

  /** The public key as verifiers take it. Errors: `SERVICE_UNAVAILABLE` where it cannot be trusted. Source: C2SP signed-note. */
  async verifierKey(): Promise<string> {
    const pair = await this.key();
    if (pair === null) throw new AppError('SERVICE_UNAVAILABLE');
    return verifierKey(this.keyName, pair.publicKey);
  }

  /** Has the key ready, sealed under the master secret, before a previous one is given up. */
  async prepare(): Promise<void> {
    await this.tools.logKey.sealAnew();
    await this.key();
  }

  /** Notes that a tree changed. */
  note(tree: string): void {
    this.changed?.add(tree);
  }

  /** Signs the trees that changed, where ten seconds have passed. */
  async signDue(now: number): Promise<void> {
    this.changed ??= new Set((await this.tools.storage.sql<{ id: string }>(NOT_SIGNED, [])).map(({ id }) => id));
    if (this.changed.size === 0 || (now >= this.signedAt && now < this.signedAt + SPAN_MS)) return;
    const changed = [...this.changed];
    this.changed.clear();
    this.signedAt = now;
    for (let start = 0; start < changed.length; start += MAX_AT_ONCE) {
      try {
        await this.sign(changed.slice(start, start + MAX_AT_ONCE), now);
      } catch (error) {
        for (const tree of changed.slice(start)) this.changed.add(tree); // Their turn comes again.
        throw error;
      }
      await setImmediate();
    }
  }

  /** Signs trees now, and writes it down. */
  async sign(ids: readonly string[], now: number): Promise<void> {
    const { storage, trees, log } = this.tools;
    const key = await this.key();
    if (key === null) return;
    const found = await trees.findMany(ids);
    const signed = [...found.values()].flatMap((tree) => {
      const note = this.noteOf(tree, key);
      return note === null ? [] : [{ tree: tree.id, size: tree.size, at: now, note }];
    });
    if (signed.length === 0) return;
    const rows = JSON.stringify(signed.map(({ tree, size, at, note }) => [tree, size, at, note]));
    const { writeCheckpoints } = sealStatements(storage.engine);
    await storage.write(({ sql }) => sql(writeCheckpoints, [rows]), 'READ_COMMITTED');
    for (const { tree, size, note } of signed)
      log.info({ tree, size, checkpoint: note }, 'checkpoint of the audit log');
  }

  /**
   * The newest checkpoint of a tree: as it was written down, or signed now where the tree has grown for ten seconds since.
   * Shape: a signed note; null where nothing is sealed yet. Errors: `SERVICE_UNAVAILABLE` where it cannot be signed.
   */
  async newest(id: string, now: number): Promise<string | null> {
    const tree = await this.tools.trees.find(id);
    if (tree === null) return null;
    const [written] = await this.tools.storage.sql<AuditCheckpoint>(NEWEST, [id]);
    if (written && (written.size === tree.size || isFresh(written, now))) return written.note;
    const key = await this.key();
    const note = key && this.noteOf(tree, key);
    if (note === null) throw new AppError('SERVICE_UNAVAILABLE');
    return note;
  }

  /** A checkpoint of a tree as it is, which is not written down. Errors: null where it cannot be signed, which is told. */
  async ofNow(tree: AuditTree): Promise<string | null> {
    const key = await this.key();
    return key && this.noteOf(tree, key);
  }

  private async key(): Promise<LogKeyPair | null> {
    const pair = await this.tools.logKey.pair();
    if (pair === null) this.tools.alarms.sealedLogKey();
    return pair;
  }

  private noteOf(tree: AuditTree, key: LogKeyPair): string | null {
    const { trees, alarms } = this.tools;
    const proved = trees.proved(tree);
    if (proved === null) {
      alarms.unprovedTree(tree.id);
      return null;
    }
    const name = this.keyName;
    const { size, firstKept } = tree;
    const text = checkpointText({ origin: `${name}/${tree.id}`, size, root: proved.edge.root(), firstKept });
    return signedNote(text, { name, ...key });
  }
}

function isFresh({ at }: AuditCheckpoint, now: number): boolean {
  return now >= at && now < at + SPAN_MS;
}
