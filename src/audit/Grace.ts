import { type Clock, DAY_MS } from '../clock';
import type { Storage } from '../storage/Storage';
import type { AuditGrace } from './AuditGrace';
import { ProofKeys } from './ProofKeys';

/** For how long programs of an earlier version may write rows beside this one. Units: milliseconds. */
const GRACE_MS = DAY_MS;

const READ = 'SELECT "id", "until", "proof" FROM "audit_grace"';
/** The key of the log is there from the first turn on: whoever takes it away, to begin the time again, changes what is public. */
const HAS_BEGUN = `SELECT 1 AS "found"
  WHERE EXISTS (SELECT 1 FROM "audit_tree") OR EXISTS (SELECT 1 FROM "audit_key")`;
const SETTLE = 'UPDATE "audit_grace" SET "until" = $1, "proof" = $2 WHERE "id" = $3';

/**
 * The time for which rows without a proof of their writer are sealed: those of earlier versions. It begins with the first turn of
 * sealing after the migration, and never again. Source: decision 103.
 */
export class Grace {
  private readonly keys: ProofKeys;

  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    secret: string,
    previousSecrets: readonly string[],
  ) {
    this.keys = new ProofKeys('audit-grace', secret, previousSecrets);
  }

  /** Begins the time where it has not begun, and proves it anew under a later master secret. To be done before anything is sealed. */
  async settle(): Promise<void> {
    const row = await this.read();
    if (!row) return;
    if (row.proof !== null) {
      if (this.keys.find(row.proof, String(row.until)) === 'PREVIOUS') await this.write(row, row.until ?? 0);
    } else if (!(await this.hasBegun())) {
      await this.write(row, row.until ?? this.clock() + GRACE_MS);
    }
  }

  /** Whether a row without a proof is sealed now. */
  async isOpen(): Promise<boolean> {
    const row = await this.read();
    if (!row?.proof || row.until === null || row.until <= this.clock()) return false;
    return this.keys.find(row.proof, String(row.until)) !== null;
  }

  /** Whether a row without a proof will not be sealed any more, and is none of an earlier version. */
  async isOver(): Promise<boolean> {
    const row = await this.read();
    const mayBegin = row?.proof === null && row.until === null && !(await this.hasBegun());
    return !mayBegin && !(await this.isOpen());
  }

  private async hasBegun(): Promise<boolean> {
    return (await this.storage.sql(HAS_BEGUN, [])).length > 0;
  }

  private async read(): Promise<AuditGrace | undefined> {
    return (await this.storage.sql<AuditGrace>(READ, []))[0];
  }

  private async write({ id }: AuditGrace, until: number): Promise<void> {
    const proof = this.keys.prove(String(until));
    await this.storage.write(({ sql }) => sql(SETTLE, [until, proof, id]), 'READ_COMMITTED');
  }
}
