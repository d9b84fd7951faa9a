import type { PolicyTerms } from '../access/PolicyTerms';
import { violationsOf } from '../access/policyLaw';
import type { ScopeCatalogue } from '../access/ScopeName';
import { judgedKeyOf } from '../keys/judgeKey';
import type { RunSql } from '../storage/Storage';
import type { AffectedApiKey, KeyPolicyImpact } from './inputs';
import { liveKeys } from './liveKeys';

/**
 * Judges the keys of an organization by terms that need not be its own. Shape: at most `first` keys, those used last first.
 * Units: `now` in epoch milliseconds.
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
      if (violations.length > 0) affected.push({ id, violations, lastUsedAt, requestsLast7Days: null });
    }
  }
  affected.sort((one, other) => (other.lastUsedAt ?? 0) - (one.lastUsedAt ?? 0) || (one.id < other.id ? -1 : 1));
  return { affectedCount: affected.length, keys: affected.slice(0, first) };
}
