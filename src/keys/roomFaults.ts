import type { PolicyTerms } from '../access/PolicyTerms';
import type { KeyOwner } from '../access/subsetLaw';
import type { UserError } from '../events/UserError';
import type { RowLimit } from '../limits/RowLimit';
import type { RunSql } from '../storage/Storage';
import { tooManyKeys } from './keyLimit';
import { ownerLimitFaults } from './ownerLimit';

/** Why there is no room for one key more: by the limit of the server first, then by the key policy. Empty: there is. */
export async function roomFaults(
  sql: RunSql,
  rowLimit: RowLimit,
  terms: PolicyTerms,
  owner: KeyOwner,
  now: number,
): Promise<UserError[]> {
  const isFull = await rowLimit.isReached(sql, owner.organizationId, now);
  return isFull ? [tooManyKeys(rowLimit)] : ownerLimitFaults(sql, terms, owner, now);
}
