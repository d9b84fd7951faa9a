import type { Caller } from '../access/Caller';
import type { ScopeName } from '../access/ScopeName';
import { scopesColumn } from '../keys/scopesColumn';
import type { RunSql } from '../storage/Storage';
import { ofOrganization, selectByIds } from '../storage/select';

/** The scopes of the keys of these ids, in the order of the ids; null for a key of another organization. */
export async function readScopes(
  sql: RunSql,
  caller: Caller,
  ids: readonly string[],
): Promise<(readonly ScopeName[] | null)[]> {
  const source = { select: '"id", "scopes"', from: '"api_key"', where: [ofOrganization(caller)] };
  const rows = await selectByIds<{ id: string; scopes: string }>(sql, source, '"id"', ids);
  return rows.map((row) => row && scopesColumn.read(row.scopes));
}
