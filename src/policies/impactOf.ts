import type { PolicyTerms } from '../access/PolicyTerms';
import { violationsOf } from '../access/policyLaw';
import type { ScopeCatalogue } from '../access/ScopeName';
import { DAY_MS } from '../clock';
import { judgedKeyOf } from '../keys/judgeKey';
import type { RunSql } from '../storage/Storage';
import { readUse } from '../usage/readUse';
import { windowOf } from '../usage/UsageWindow';
import { wholeNumber } from '../usage/wholeNumber';
import type { AffectedApiKey, KeyPolicyImpact } from './inputs';
import { liveKeys } from './liveKeys';

/**
 * Judges the keys of an organization by terms that need not be its own. Shape: at most `first` keys, those with the most
 * requests of the last 7 days first, then those used last. Units: `now` in epoch milliseconds.
 */
export async function impactOf(
  sql: RunSql,
  organizationId: string,
  terms: PolicyTerms,
  catalogue: ScopeCatalogue,
  now: number,
  first: number,
): Promise<KeyPolicyImpact> {
  const affected: AffectedApiKey[] = [];
  for await (const keys of liveKeys(sql, organizationId, now)) {
    for (const key of keys) {
      const violations = violationsOf(terms, judgedKeyOf(key), catalogue, now);
      const { id, lastUsedAt } = key;
      if (violations.length > 0) affected.push({ id, violations, lastUsedAt, requestsLast7Days: 0 });
    }
  }
  const week = windowOf(now - 7 * DAY_MS, null, now);
  const ids = affected.length === 0 ? [] : [organizationId];
  const counted = await readUse(sql, { owner: 'ORGANIZATION', ids, organizationId }, week, 'KEY');
  const requests = counted.get(organizationId);
  for (const each of affected) each.requestsLast7Days = wholeNumber(requests?.get(each.id)?.requests ?? 0);
  affected.sort(byHarm);
  return { affectedCount: affected.length, keys: affected.slice(0, first) };
}

/** Those that would hurt most first. */
function byHarm(one: AffectedApiKey, other: AffectedApiKey): number {
  const byRequests = other.requestsLast7Days - one.requestsLast7Days;
  return byRequests || (other.lastUsedAt ?? 0) - (one.lastUsedAt ?? 0) || (one.id < other.id ? -1 : 1);
}
