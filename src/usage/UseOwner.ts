import { numberedPlaces } from '../storage/numberedPlaces';

/** Whose use is read. */
export type UseOwner = 'KEY' | 'PROCESS' | 'ORGANIZATION';

const IDS: Readonly<Record<UseOwner, string>> = {
  KEY: 'u."apiKeyId"',
  PROCESS: 'k."processId"',
  ORGANIZATION: 'k."organizationId"',
};

/**
 * What of a table is read for some owners. Shape: `id` is the column that names the owner; the table goes by the name `u`, and
 * `from` ends with a condition. @param first the number of the first place for the ids
 */
export function ofOwners(
  owner: UseOwner,
  table: string,
  ids: readonly string[],
  first: number,
): { readonly id: string; readonly from: string } {
  // The rows of hours and days know their organization; networks and gaps know their key alone.
  const id = owner === 'ORGANIZATION' && COUNTED.has(table) ? 'u."organizationId"' : IDS[owner];
  const join = id.startsWith('k.') ? ' JOIN "api_key" k ON k."id" = u."apiKeyId"' : '';
  return { id, from: `"${table}" u${join} WHERE ${id} IN (${numberedPlaces(ids, first)})` };
}

const COUNTED: ReadonlySet<string> = new Set(['usage_hour', 'usage_day']);
