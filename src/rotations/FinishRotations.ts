import { DAY_MS } from '../clock';
import { bySystem } from '../events/bySystem';
import type { Changes } from '../events/Changes';
import type { Job } from '../jobs/Job';
import { ApiKey } from '../keys/ApiKey';
import { GAP_DAYS } from '../keys/KeyGap';
import { Rotation } from '../keys/Rotation';
import type { SqlValue, Storage, Transaction } from '../storage/Storage';

/** How long a secret is silent at least before it ends for that. Units: milliseconds. */
const SHORTEST_SILENCE_MS = 60 * 60_000;
/** Units: keys that are looked for at a time. */
const MAX_KEYS = 100;

const OVERDUE = `SELECT "id" FROM "api_key" WHERE "otherState" = 'RETIRING' AND "otherUntil" <= $1`;
const LAST_USE = 'COALESCE(o."lastUsedAt", o."createdAt")';
/** PostgreSQL would take it for an integer. */
const NOW = 'CAST($1 AS bigint)';
/** A silence that stood when the rotation began is a gap, too: as far as anybody knew, it would have ended then. */
const SILENT = `
  SELECT k."id" FROM "api_key" k
  JOIN "api_key_secret" n ON n."apiKeyId" = k."id" AND n."number" = k."secretNumber"
  JOIN "api_key_secret" o ON o."apiKeyId" = k."id" AND o."number" = k."otherNumber"
  WHERE k."otherState" = 'RETIRING' AND n."finish" = 'SILENT' AND ${LAST_USE} <= ${NOW} - ${SHORTEST_SILENCE_MS}
    AND ${NOW} - ${LAST_USE} >= 2 * (n."createdAt" - ${LAST_USE})
    AND NOT EXISTS (
      SELECT 1 FROM "api_key_gap" g
      WHERE g."apiKeyId" = o."apiKeyId" AND g."number" = o."number" AND g."day" > $2 AND 2 * g."gapMs" > ${NOW} - ${LAST_USE})`;

/**
 * Ends earlier secrets: those whose grace has ended, and silent ones of a rotation with `SILENT`. A check of
 * a secret does not wait for it.
 * Source: decision 087.
 */
export class FinishRotations implements Job {
  readonly name = 'finish-rotations';
  readonly everyMs = 30_000;
  readonly isForOne = true;

  constructor(
    private readonly storage: Storage,
    private readonly changes: Changes,
  ) {}

  async run(now: number, stop: AbortSignal): Promise<void> {
    await this.finishAll(OVERDUE, [now], now, stop);
    await this.finishAll(SILENT, [now, now - GAP_DAYS * DAY_MS], now, stop);
  }

  private async finishAll(find: string, values: SqlValue[], now: number, stop: AbortSignal): Promise<void> {
    for (let found = MAX_KEYS; found === MAX_KEYS && !stop.aborted; ) {
      const keys = await this.storage.sql<{ id: string }>(`${find} LIMIT ${MAX_KEYS}`, values);
      found = keys.length;
      for (const { id } of keys) {
        if (!stop.aborted) await this.storage.write((transaction) => this.finish(transaction, find, values, id, now));
      }
    }
  }

  /** It is asked again within the transaction: the secret may have been used, or ended, meanwhile. */
  private async finish(
    transaction: Transaction,
    find: string,
    values: readonly SqlValue[],
    id: string,
    now: number,
  ): Promise<void> {
    const [due] = await transaction.sql(`${find} AND "id" = $${values.length + 1}`, [...values, id]);
    const apiKey = due ? await transaction.manager.findOneBy(ApiKey, { id }) : null;
    if (apiKey === null) return;
    const rotation = await Rotation.of(transaction.sql, apiKey, now);
    const consequences = rotation.other ? [rotation.finish(now)] : rotation.consequences;
    await rotation.write(transaction, apiKey.version);
    // A deleted key has an event of its end already.
    if (apiKey.deletedAt !== null) return;
    await this.changes.tell(transaction, bySystem(apiKey.organizationId, consequences, now));
  }
}
