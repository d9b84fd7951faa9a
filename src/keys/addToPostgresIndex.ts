import type { RunSql } from '../storage/Storage';
import type { IndexedKey } from './IndexedKey';
import { allTrigramsOf } from './keyText';
import { scopesColumn } from './scopesColumn';

const INSERT = `INSERT INTO "api_key_indexed" ("keyId", "terms")
  SELECT value ->> 0, (value ->> 1)::integer[] FROM json_array_elements($1::json) AS value`;

/** Adds keys of an organization to the index of PostgreSQL. */
export async function addToPostgresIndex(
  sql: RunSql,
  organizationId: string,
  keys: readonly IndexedKey[],
): Promise<void> {
  const rows = keys.map(({ id, sortName, user, scopesText }) => {
    const trigrams = [...allTrigramsOf(sortName), ...allTrigramsOf(user.toLowerCase())];
    return [id, termsArray(organizationId, [...trigrams, ...scopesColumn.read(scopesText)])];
  });
  await sql(INSERT, [JSON.stringify(rows)]);
}

/**
 * Trigrams and scopes of an organization as the index holds them. Two may have one number: what is found is filtered again.
 * Shape: the text of an array of PostgreSQL, e.g. `{17,-4}`.
 */
export function termsArray(organizationId: string, terms: readonly string[]): string {
  return `{${[...new Set(terms.map((term) => numberOf(`${organizationId} ${term}`)))].join(',')}}`;
}

/** Shape: 32 bits, signed. Source: FNV-1a, over UTF-16. */
function numberOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash | 0;
}
