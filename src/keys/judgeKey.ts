import type { Fault } from '../access/Fault';
import type { PolicyTerms } from '../access/PolicyTerms';
import { idleEndOf, type JudgedKey, lifeStartOf, policyLaw, violationsOf } from '../access/policyLaw';
import type { ScopeCatalogue } from '../access/ScopeName';
import { DAY_MS } from '../clock';
import type { RunSql } from '../storage/Storage';
import type { ApiKey } from './ApiKey';
import { readTerms } from './readTerms';
import { scopesColumn } from './scopesColumn';

/** The columns of a key that a policy goes by. */
export type JudgedColumns = Pick<ApiKey, 'processId' | 'scopesText' | 'expiresAt' | 'createdAt' | 'newestSecretAt'> &
  Pick<ApiKey, 'lastUsedAt' | 'note'>;

/** The columns of a key that say whether a policy blocks it: all that its check asks. */
export type BlockingColumns = Pick<ApiKey, 'violatesFrom' | 'idleLimitMs' | 'idleFrom' | 'blockedFrom'>;

/** What a policy has against a key as it would be, and the columns to write beside the change. */
export interface Judgement {
  readonly faults: readonly Fault[];
  readonly columns: BlockingColumns;
}

/**
 * Judges a key as it would be, by the policy of its organization, in the transaction that makes it so.
 * Units: `now` in epoch milliseconds.
 * @param given the fields of the input: a fault of another field is reported at the `id`
 */
export async function judgeKey(
  sql: RunSql,
  organizationId: string,
  key: JudgedKey,
  catalogue: ScopeCatalogue,
  now: number,
  given: readonly string[],
): Promise<Judgement> {
  const terms = await readTerms(sql, organizationId);
  return { faults: policyLaw(terms, key, catalogue, now, given), columns: blockingOf(terms, key, catalogue) };
}

/** A row of a key, as a policy judges it. */
export function judgedKeyOf({ scopesText, ...key }: JudgedColumns): JudgedKey {
  return { ...key, scopes: scopesColumn.read(scopesText) };
}

/**
 * From when on a policy blocks a key, for what the key is or for want of use. `idleFrom` is when a key that was never used
 * is blocked for want of use.
 */
export function blockingOf(terms: PolicyTerms, key: JudgedKey, catalogue: ScopeCatalogue): BlockingColumns {
  const { enforcedFrom, disableUnusedAfterDays } = terms;
  if (enforcedFrom === null) return { violatesFrom: null, idleLimitMs: null, idleFrom: null, blockedFrom: null };
  const isViolating = violationsOf({ ...terms, disableUnusedAfterDays: null }, key, catalogue, enforcedFrom).length > 0;
  const violatesFrom = isViolating ? enforcedFrom : null;
  const idleEnd = idleEndOf(terms, key);
  if (idleEnd === null || disableUnusedAfterDays === null) {
    return { violatesFrom, idleLimitMs: null, idleFrom: null, blockedFrom: violatesFrom };
  }
  const idleLimitMs = disableUnusedAfterDays * DAY_MS;
  return {
    violatesFrom,
    idleLimitMs,
    idleFrom: Math.max(enforcedFrom, lifeStartOf(key) + idleLimitMs),
    blockedFrom: violatesFrom ?? Math.max(enforcedFrom, idleEnd),
  };
}
