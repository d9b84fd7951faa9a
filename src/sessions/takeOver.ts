import { foldName } from '../names';
import type { RunSql } from '../storage/Storage';
import { type MembershipOfUser, proveEmail, replacePassword } from './replacePassword';

const RENAME = 'UPDATE "user" SET "name" = $1, "sortName" = $2 WHERE "id" = $3';

/** An account as it is handed over. Shape: `name` and `passwordHash` are those from now on. */
interface HandedAccount {
  readonly id: string;
  readonly name: string;
  readonly passwordHash: string;
}

/**
 * Hands an account whose address nothing proved to the person of that address. Its earlier holder cannot get in any more.
 * Shape: as `replacePassword`. Units: `now` in epoch milliseconds. Source: decision 079.
 */
export async function takeOver(
  sql: RunSql,
  { id, name, passwordHash }: HandedAccount,
  now: number,
): Promise<readonly MembershipOfUser[]> {
  await proveEmail(sql, id, now);
  await sql(RENAME, [name, foldName(name), id]);
  return replacePassword(sql, id, passwordHash);
}
