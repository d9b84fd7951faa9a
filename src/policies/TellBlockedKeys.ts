import type { PolicyTerms } from '../access/PolicyTerms';
import type { ScopeCatalogue } from '../access/ScopeName';
import { bySystem } from '../events/bySystem';
import type { Changes } from '../events/Changes';
import type { Happened } from '../events/Happened';
import type { Job } from '../jobs/Job';
import { IS_UNTOLD_BLOCK } from '../keys/ApiKey';
import { ApiKeyStatus, statusOf } from '../keys/ApiKeyStatus';
import { readTerms } from '../keys/readTerms';
import { numberedPlaces } from '../storage/numberedPlaces';
import type { RunSql, Storage, Transaction } from '../storage/Storage';
import type { LiveKey } from './liveKeys';
import { blockedEvent } from './rejudgeKeys';

/** Units: keys that one transaction reports. */
const MAX_KEYS = 500;

const DUE = `FROM "api_key" WHERE ${IS_UNTOLD_BLOCK} AND "blockedFrom" <= $1`;
const FIND = `SELECT 1 AS "found" ${DUE} LIMIT 1`;
const READ = `
  SELECT "id", "name", "organizationId", "processId", "scopes" AS "scopesText", "expiresAt", "createdAt", "newestSecretAt",
         "lastUsedAt", "note", "deletedAt", "disabledAt", "blockedFrom"
  ${DUE} ORDER BY "blockedFrom"
  LIMIT ${MAX_KEYS}`;

type DueKey = LiveKey & { readonly organizationId: string };

/**
 * Reports each key that the passing of time has blocked: the policy is enforced by now, or nobody has used the key. Keys that
 * are disabled, deleted or expired by then are not reported. Source: decision 093.
 */
export class TellBlockedKeys implements Job {
  readonly name = 'tell-blocked-keys';
  readonly everyMs = 10_000;
  readonly isForOne = true;

  constructor(
    private readonly storage: Storage,
    private readonly changes: Changes,
    private readonly catalogue: ScopeCatalogue,
  ) {}

  async run(now: number, stop: AbortSignal): Promise<void> {
    while (!stop.aborted && (await this.storage.sql(FIND, [now])).length > 0) {
      await this.storage.write((transaction) => this.tellSome(transaction, now));
    }
  }

  private async tellSome(transaction: Transaction, now: number): Promise<void> {
    const { sql } = transaction;
    const keys = await sql<DueKey>(READ, [now]);
    if (keys.length === 0) return;
    const ids = keys.map(({ id }) => id);
    await sql(`UPDATE "api_key" SET "blockedToldAt" = $1 WHERE "id" IN (${numberedPlaces(ids, 2)})`, [now, ...ids]);
    const terms = await termsOf(sql, keys);
    const happened = keys.flatMap((key): Happened[] => {
      const ofKey = terms.get(key.organizationId);
      if (ofKey === undefined || statusOf(key, now) !== ApiKeyStatus.BLOCKED) return [];
      return bySystem(key.organizationId, [blockedEvent(key, ofKey, this.catalogue, now)], now);
    });
    if (happened.length > 0) await this.changes.tell(transaction, happened);
  }
}

/** The terms of each organization of these keys. */
async function termsOf(sql: RunSql, keys: readonly DueKey[]): Promise<ReadonlyMap<string, PolicyTerms>> {
  const terms = new Map<string, PolicyTerms>();
  for (const id of new Set(keys.map(({ organizationId }) => organizationId))) terms.set(id, await readTerms(sql, id));
  return terms;
}
