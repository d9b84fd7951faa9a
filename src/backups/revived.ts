import type { ApiKeyEndReason } from '../keys/ApiKeyEndReason';
import { isCompromised } from '../keys/isCompromised';
import { RESTORABLE_MS } from '../keys/returnFaults';
import { numberedPlaces } from '../storage/numberedPlaces';
import type { RunSql } from '../storage/Storage';
import type { Replaced } from './Stage';

/** Units: rows that are compared at a time. */
const PAGE_SIZE = 500;

/** Why something is stronger in the copy than in the database that it replaces. `MISSING`: it is not there any more. */
export type EndedHow = 'DELETED' | 'DISABLED' | 'EXPIRED' | 'NARROWED' | 'REPLACED' | 'MISSING';

/** A key that works in the copy, or could return in it, and no longer did, or did less, in the database that it replaces. */
export interface RevivedKey {
  readonly id: string;
  readonly name: string;
  readonly organizationId: string;
  readonly organizationName: string;
  readonly how: EndedHow;
  /** Units: epoch milliseconds; null where that is not known. */
  readonly endedAt: number | null;
}

/** A person who may do in the copy what that person no longer could. `PASSWORD`: an earlier one counts again. */
export interface RevivedMember {
  readonly id: string;
  readonly email: string;
  readonly organizationId: string;
  readonly organizationName: string;
  readonly how: 'REMOVED' | 'ROLE' | 'PASSWORD';
}

interface KeyRow {
  readonly id: string;
  readonly name: string;
  readonly organizationId: string;
  readonly organizationName: string;
  readonly passDigest: string;
  readonly secretUntil: number | null;
  readonly otherDigest: string | null;
  readonly otherUntil: number | null;
  readonly scopes: string;
  readonly expiresAt: number;
  readonly disabledAt: number | null;
  readonly deletedAt: number | null;
  readonly endReason: ApiKeyEndReason | null;
  readonly organizationDisabledAt: number | null;
}

interface MemberRow {
  readonly id: string;
  readonly email: string;
  readonly organizationId: string;
  readonly organizationName: string;
  readonly role: string;
  readonly passwordHash: string;
}

const SECRETS = 'k."passDigest", k."secretUntil", k."otherDigest", k."otherUntil"';
const KEY = `k."id", k."name", k."organizationId", o."name" AS "organizationName", ${SECRETS}, k."scopes", k."expiresAt"`;
const ENDS = 'k."disabledAt", k."deletedAt", k."endReason", o."disabledAt" AS "organizationDisabledAt"';
/** Keys that work, or could be enabled or restored. */
const LIVING_KEYS = `
  SELECT ${KEY}, ${ENDS} FROM "api_key" k JOIN "organization" o ON o."id" = k."organizationId"
  WHERE k."expiresAt" > $1 AND (k."deletedAt" IS NULL OR k."deletedAt" > $1 - ${RESTORABLE_MS}) AND k."id" > $2
    AND (k."endReason" <> 'COMPROMISED' OR (k."endReason" IS NULL AND k."disabledAt" IS NULL))
  ORDER BY k."id" LIMIT $3`;
const MEMBERS = `
  SELECT m."id", u."email", m."organizationId", o."name" AS "organizationName", m."role", u."passwordHash"
  FROM "membership" m JOIN "user" u ON u."id" = m."userId" JOIN "organization" o ON o."id" = m."organizationId"
  WHERE m."id" > $1 ORDER BY m."id" LIMIT $2`;

/**
 * Every key that works in a copy, or could return, but no longer as much in the database that it replaces.
 * @param now in epoch milliseconds
 */
export async function revivedKeys(sql: RunSql, replaced: Replaced, now: number): Promise<readonly RevivedKey[]> {
  const revived: RevivedKey[] = [];
  for await (const page of pagesOf<KeyRow>((after) => sql(LIVING_KEYS, [now, after, PAGE_SIZE]))) {
    const there = await sameIn<KeyRow>(replaced, page, (ids) => {
      const [key, organization] = [replaced.table('api_key'), replaced.table('organization')];
      return `SELECT ${KEY}, ${ENDS} FROM ${key} k JOIN ${organization} o ON o."id" = k."organizationId" WHERE k."id" IN (${ids})`;
    });
    for (const { id, name, organizationId, organizationName, ...key } of page) {
      const ended = endOf({ id, name, organizationId, organizationName, ...key }, there.get(id), now);
      if (ended) revived.push({ id, name, organizationId, organizationName, ...ended });
    }
  }
  return revived;
}

/** Every key that works in a copy, or could return. Shape: ids and names. */
export async function livingKeys(
  sql: RunSql,
  now: number,
): Promise<readonly Pick<KeyRow, 'id' | 'name' | 'organizationId'>[]> {
  const found: KeyRow[] = [];
  for await (const page of pagesOf<KeyRow>((after) => sql(LIVING_KEYS, [now, after, PAGE_SIZE]))) found.push(...page);
  return found;
}

/** Every member who may do more by the copy than by the database that it replaces. */
export async function revivedMembers(sql: RunSql, replaced: Replaced): Promise<readonly RevivedMember[]> {
  const revived: RevivedMember[] = [];
  for await (const page of pagesOf<MemberRow>((after) => sql(MEMBERS, [after, PAGE_SIZE]))) {
    const there = await sameIn<MemberRow>(replaced, page, (ids) => {
      const [membership, user] = [replaced.table('membership'), replaced.table('user')];
      return `SELECT m."id", m."role", u."passwordHash" FROM ${membership} m JOIN ${user} u ON u."id" = m."userId" WHERE m."id" IN (${ids})`;
    });
    for (const { id, email, organizationId, organizationName, role, passwordHash } of page) {
      const before = there.get(id);
      const shown = { id, email, organizationId, organizationName };
      if (!before) revived.push({ ...shown, how: 'REMOVED' });
      else if (before.role !== role && role === 'ADMIN') revived.push({ ...shown, how: 'ROLE' });
      else if (before.passwordHash !== passwordHash) revived.push({ ...shown, how: 'PASSWORD' });
    }
  }
  return revived;
}

/** How a key ended, or lost rights, since the copy; null where it is still as the copy has it. */
function endOf(copy: KeyRow, now: KeyRow | undefined, at: number): Pick<RevivedKey, 'how' | 'endedAt'> | null {
  if (!now) return { how: 'MISSING', endedAt: null };
  const { deletedAt, disabledAt } = now;
  if (deletedAt !== null && copy.deletedAt === null) return { how: 'DELETED', endedAt: deletedAt };
  // Of keys that are compromised in the copy, none is compared: no return brings their secrets back.
  if ((disabledAt !== null && copy.disabledAt === null) || isCompromised(now))
    return { how: 'DISABLED', endedAt: disabledAt };
  if (now.organizationDisabledAt !== null && copy.organizationDisabledAt === null) {
    return { how: 'DISABLED', endedAt: now.organizationDisabledAt };
  }
  if (now.expiresAt <= at) return { how: 'EXPIRED', endedAt: now.expiresAt };
  if (hasEndedSecret(copy, now, at)) return { how: 'REPLACED', endedAt: null };
  const kept = new Set(now.scopes.split(' '));
  const isNarrower = now.expiresAt < copy.expiresAt || copy.scopes.split(' ').some((scope) => !kept.has(scope));
  return isNarrower ? { how: 'NARROWED', endedAt: null } : null;
}

/** Whether a secret that works by the copy works no longer, or not as long. */
function hasEndedSecret(copy: KeyRow, now: KeyRow, at: number): boolean {
  const left = endsOfSecrets(now);
  return [...endsOfSecrets(copy)].some(
    ([digest, until]) => until > at && (left.get(digest) ?? 0) < Math.min(until, copy.expiresAt),
  );
}

/** When each secret of a key ends, apart from the key. */
function endsOfSecrets({ passDigest, secretUntil, otherDigest, otherUntil }: KeyRow): ReadonlyMap<string, number> {
  const never = Number.POSITIVE_INFINITY;
  const ends = new Map([[passDigest, secretUntil ?? never]]);
  return otherDigest === null ? ends : ends.set(otherDigest, otherUntil ?? never);
}

/** Rows in the order of their ids, page by page. */
async function* pagesOf<Row extends { readonly id: string }>(
  read: (after: string) => Promise<readonly Row[]>,
): AsyncGenerator<readonly Row[]> {
  for (let after = ''; ; ) {
    const page = await read(after);
    if (page.length > 0) yield page;
    if (page.length < PAGE_SIZE) return;
    after = page.at(-1)?.id ?? '';
  }
}

/** The rows of the same ids in the database that is replaced. */
async function sameIn<Row extends { readonly id: string }>(
  { sql }: Replaced,
  page: readonly Row[],
  statement: (ids: string) => string,
): Promise<ReadonlyMap<string, Row>> {
  const ids = page.map(({ id }) => id);
  const rows = await sql<Row>(statement(numberedPlaces(ids)), ids);
  return new Map(rows.map((row) => [row.id, row]));
}
