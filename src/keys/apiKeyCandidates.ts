import { SCOPE_NAME_PATTERN } from '../access/ScopeName';
import { foldSearch } from '../names';
import type { CandidateIndex } from '../storage/CandidateIndex';
import type { Storage } from '../storage/Storage';
import type { Condition } from '../storage/select';
import { LIVES } from './apiKeyListParts';
import { ExpiryIndex } from './ExpiryIndex';
import type { ApiKeyFilter } from './inputs';
import { PostgresKeyIndex } from './PostgresKeyIndex';
import { SqliteKeyIndex } from './SqliteKeyIndex';
import { searchConditions } from './searchConditions';

const INDEXES = { sqlite: SqliteKeyIndex, postgres: PostgresKeyIndex } as const;

/**
 * The indexes that name the keys of a filtered list, without walking it.
 * @param parts of the list, with all of its conditions
 */
export async function apiKeyCandidates(
  storage: Storage,
  organizationId: string,
  { text, scope }: ApiKeyFilter,
  parts: readonly (readonly Condition[])[],
): Promise<CandidateIndex[]> {
  const indexes: (CandidateIndex | null)[] = [];
  const isScope = scope != null && SCOPE_NAME_PATTERN.test(scope);
  if (text != null || isScope) {
    const sought = { text: text == null ? null : foldSearch(text), scope: isScope ? scope : null };
    const search = { organizationId, ...sought, conditions: searchConditions({ text, scope }) };
    indexes.push(await INDEXES[storage.engine].of(storage, search));
  }
  const [part] = parts;
  if (part?.includes(LIVES) && parts.length === 1) indexes.push(ExpiryIndex.of(organizationId, part));
  return indexes.filter((index) => index !== null);
}
