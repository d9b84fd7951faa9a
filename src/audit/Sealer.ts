import { setImmediate } from 'node:timers/promises';
import { failureOf } from '../database/failures';
import { AuditMac } from '../events/AuditMac';
import type { Job } from '../jobs/Job';
import type { Storage } from '../storage/Storage';
import type { AuditAlarms } from './AuditAlarms';
import { type AuditTree, SERVER_TREE } from './AuditTree';
import type { AuditTrees, ProvedAuditTree } from './AuditTrees';
import type { Checkpoints } from './Checkpoints';
import { Frontier } from './Frontier';
import type { Grace } from './Grace';
import { isNewTree } from './isNewTree';
import { type Adopted, oldRows } from './oldRows';
import { type SealStatements, sealStatements } from './sealStatements';
import { TreeGrowth } from './TreeGrowth';
import { UnprovedRows } from './UnprovedRows';
import { type UnsealedRow, unsealedRows } from './unsealedRows';
import { type SealPlan, TreeConflict, writeSeal } from './writeSeal';

/**
 * After how long it is looked again at what a previous master secret proved: while secrets are replaced, two processes may do
 * this in turns, under one secret and under the other. Units: milliseconds.
 */
const PREPARE_MS = 3_600_000;

/** A row that is to be sealed. */
interface Sealable {
  readonly id: string;
  readonly leaf: string;
  readonly adopted?: Adopted | undefined;
}

/** What a sealer works with. */
export interface SealerTools {
  readonly storage: Storage;
  readonly trees: AuditTrees;
  readonly grace: Grace;
  readonly checkpoints: Checkpoints;
  readonly alarms: AuditAlarms;
}

/**
 * Gives each committed row of the audit log its place, and adds it to the tree of its organization. A row that bears no proof
 * of its writer stays out, and so do all of a tree that bears no proof of this server. Source: decisions 102 and 103.
 */
export class Sealer implements Job {
  readonly name = 'seal-audit-log';
  readonly everyMs = 1_000;
  readonly isForOne = true;
  private readonly macs: readonly AuditMac[];
  private readonly statements: SealStatements;
  private readonly unproved: UnprovedRows;
  private preparedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly tools: SealerTools,
    secret: string,
    previousSecrets: readonly string[],
  ) {
    this.macs = [secret, ...previousSecrets].map((each) => new AuditMac(each));
    this.statements = sealStatements(tools.storage.engine);
    this.unproved = new UnprovedRows(tools.alarms);
  }

  async run(now: number, stop: AbortSignal): Promise<void> {
    const { storage, trees, grace, checkpoints } = this.tools;
    if (now < this.preparedAt || now >= this.preparedAt + PREPARE_MS) {
      await grace.settle();
      await trees.proveAnew();
      await checkpoints.prepare();
      this.preparedAt = now;
    }
    for await (const rows of unsealedRows(storage.sql, this.unproved.begin(now))) {
      if (stop.aborted) return;
      await this.seal(rows, now);
      await setImmediate(); // Requests have their turn.
    }
    this.unproved.end();
    await checkpoints.signDue(now);
  }

  private async seal(rows: readonly UnsealedRow[], now: number): Promise<void> {
    const byTree = await this.sealable(rows);
    if (byTree.size === 0) return;
    const known = await this.tools.trees.findMany([...byTree.keys()]);
    const plans: SealPlan[] = [];
    for (const [id, leaves] of byTree) {
      const plan = await this.plan(id, known.get(id) ?? null, leaves, now);
      if (plan) plans.push(plan);
    }
    await this.write(plans);
  }

  /** The rows that bear a proof, and those of earlier versions in their time. Shape: by tree, in their order. */
  private async sealable(rows: readonly UnsealedRow[]): Promise<ReadonlyMap<string, Sealable[]>> {
    const { storage, grace } = this.tools;
    const old = rows.filter(({ leaf, mac }) => leaf === null && mac === null).map(({ id }) => id);
    const adopted = old.length > 0 && (await grace.isOpen()) ? await oldRows(storage.sql, old) : new Map();
    const byTree = new Map<string, Sealable[]>();
    for (const row of rows) {
      const given: Adopted | undefined = adopted.get(row.id);
      const leaf = given?.leaf ?? this.provedLeaf(row);
      if (leaf === null) {
        this.unproved.note(row);
        continue;
      }
      const tree = row.organizationId ?? SERVER_TREE;
      const found = byTree.get(tree);
      if (found) found.push({ id: row.id, leaf, adopted: given });
      else byTree.set(tree, [{ id: row.id, leaf, adopted: given }]);
    }
    return byTree;
  }

  private provedLeaf(row: UnsealedRow): string | null {
    return this.macs.some((each) => each.proves(row)) ? row.leaf : null;
  }

  /** Errors: null where nothing may be added to the tree, which is told. */
  private async plan(
    id: string,
    before: AuditTree | null,
    leaves: readonly Sealable[],
    now: number,
  ): Promise<SealPlan | null> {
    const { storage, trees, alarms } = this.tools;
    const tree = before ? trees.proved(before) : await this.newTree(id, now);
    if (tree === null) {
      alarms.unprovedTree(id);
      return null;
    }
    const hashes = leaves.map(({ leaf }) => Buffer.from(leaf, 'base64'));
    const tiles = await TreeGrowth.of(storage.sql, tree, hashes);
    if (tiles === null) {
      alarms.stuckTree(id, 'sealed');
      return null;
    }
    const { edge, firstKept } = tree;
    const proof = trees.prove(tree, edge);
    const after = { id, size: edge.size, frontier: edge.toString(), firstKept, proof, sealedAt: now };
    return { before, after, rows: leaves, tiles };
  }

  private async newTree(id: string, now: number): Promise<ProvedAuditTree | null> {
    if (!(await isNewTree(this.tools.storage.sql, id))) return null;
    const nothing = { size: 0, frontier: '', firstKept: 0, proof: '', sealedAt: now };
    return { id, ...nothing, edge: Frontier.empty(), isOfPreviousSecret: false };
  }

  /** Where one tree is in the way of all, each is written for itself. Errors: those of a database that does not answer. */
  private async write(plans: readonly SealPlan[]): Promise<void> {
    const { storage, checkpoints, alarms } = this.tools;
    const [first] = plans;
    if (first === undefined) return;
    try {
      await writeSeal(storage, this.statements, plans);
      for (const { after } of plans) checkpoints.note(after.id);
    } catch (error) {
      if (error instanceof TreeConflict) return; // The next turn reads it as it is.
      if (failureOf(error) !== 'FAULT') throw error;
      if (plans.length === 1) alarms.stuckTree(first.after.id, 'sealed', error);
      else for (const plan of plans) await this.write([plan]);
    }
  }
}
