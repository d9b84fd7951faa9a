import type { ScopeCatalogue } from '../access/ScopeName';
import type { RunSql } from '../storage/Storage';
import type { ApiKey } from './ApiKey';
import type { UpdateApiKeyInput } from './inputs';
import { type Judgement, judgedKeyOf, judgeKey } from './judgeKey';

/** What decides whether a key complies, of all that an update changes. */
const JUDGED = ['scopesText', 'expiresAt', 'note'] as const;

/**
 * What a policy has against a key as an update would leave it, and the columns to write beside it.
 * Shape: null where the update changes nothing but the name: that needs no key that complies. Units: `now` in epoch milliseconds.
 */
export async function judgeUpdate(
  sql: RunSql,
  organizationId: string,
  input: UpdateApiKeyInput,
  before: ApiKey,
  changes: Partial<ApiKey>,
  catalogue: ScopeCatalogue,
  now: number,
): Promise<Judgement | null> {
  const after = { ...before, ...changes };
  if (JUDGED.every((column) => after[column] === before[column])) return null;
  // Scopes as they were sent: a fault names the place of one.
  const key = { ...judgedKeyOf(after), ...(input.scopes && { scopes: input.scopes }) };
  const given = Object.entries(input).flatMap(([field, value]) => (value == null ? [] : [field]));
  return judgeKey(sql, organizationId, key, catalogue, now, given);
}
