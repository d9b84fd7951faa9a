import type { Caller } from '../access/Caller';
import type { ScopeName } from '../access/ScopeName';
import { scopesColumn } from '../keys/scopesColumn';
import type { RunSql } from '../storage/Storage';
import { ofOrganization, selectByIds } from '../storage/select';

/** The scopes of a key. Units: `createdAt`, of the key, in epoch milliseconds. */
export interface HeldScopes {
  readonly scopes: readonly ScopeName[];
  readonly createdAt: number;
}

/** The scopes that the keys of these ids hold, in the order of the ids; null for a key of another organization. */
export async function readHeldScopes(
  sql: RunSql,
  caller: Caller,
  ids: readonly string[],
): Promise<(HeldScopes | null)[]> {
  const source = { select: '"id", "scopes", "createdAt"', from: '"api_key"', where: [ofOrganization(caller)] };
  const rows = await selectByIds<{ id: string; scopes: string; createdAt: number }>(sql, source, '"id"', ids);
  return rows.map((row) => row && { scopes: scopesColumn.read(row.scopes), createdAt: row.createdAt });
}
