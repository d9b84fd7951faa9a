import { fingerprintOf } from '../secrets';
import type { RunSql } from '../storage/Storage';

/** Units: keys that one question counts; beyond it there are as many at least. */
const MAX_COUNTED = 100_000;

/** The master secrets that are accepted. */
interface MasterSecrets {
  readonly secret: string;
  readonly previousSecrets: readonly string[];
}

/** Keys that could still work, and of which no secret was made under a master secret that is set. */
export interface KeysWithoutSecret {
  /** Whether no other keys are left. */
  readonly areAll: boolean;
  /** Shape: `3 of 12 keys were made under a secret that is not set: …`. */
  readonly sentence: string;
}

/**
 * Compares the master secrets that are set with those that keys were made under. Where each key has its secret, that is a
 * few looks at an index, however many keys there are.
 * Shape: null where each has. Source: decision 057.
 */
export async function keysWithoutSecret(
  sql: RunSql,
  { secret, previousSecrets }: MasterSecrets,
  now: number,
): Promise<KeysWithoutSecret | null> {
  const versions = [...new Set([secret, ...previousSecrets].map(fingerprintOf))].sort();
  const gaps = gapsBetween(versions);
  const isOtherSet = `COALESCE("otherPepperVersion" IN (${versions.map((version) => `'${version}'`)}), FALSE)`;
  const lost = await sum(gaps.map((gap) => countWithin(sql, gap, now, `NOT ${isOtherSet}`)));
  if (lost === 0) return null;
  const kept = await sum([
    ...versions.map((version) => countWithin(sql, [['=', version]], now)),
    ...gaps.map((gap) => countWithin(sql, gap, now, isOtherSet)),
  ]);
  const remedy =
    'set LATCHKEY_SECRET to it, or add it to LATCHKEY_PREVIOUS_SECRETS; where it is gone for good, make new keys with `latchkey keys create`';
  const all = `${shown(lost)} of ${shown(lost + kept)} keys`;
  return { areAll: kept === 0, sentence: `${all} were made under a secret that is not set: ${remedy}.` };
}

/** What the version of a key is compared with. */
type Bound = readonly [operator: '<' | '>' | '>=' | '=', version: string];

/** Everything but these versions, which an index has in their order. */
function gapsBetween(versions: readonly string[]): Bound[][] {
  const lower: Bound[] = [['>=', ''], ...versions.map((version): Bound => ['>', version])];
  return lower.map((bound, index) => {
    const next = versions[index];
    return next === undefined ? [bound] : [bound, ['<', next]];
  });
}

/** A key that has ended, however it did, needs no secret. */
async function countWithin(sql: RunSql, bounds: readonly Bound[], now: number, also = 'TRUE'): Promise<number> {
  const versions = bounds.map(([operator], index) => `"pepperVersion" ${operator} $${index + 1}`);
  const live = `"deletedAt" IS NULL AND "disabledAt" IS NULL AND "expiresAt" > $${bounds.length + 1}`;
  const found = `SELECT 1 FROM "api_key" WHERE ${[...versions, live, also].join(' AND ')} LIMIT ${MAX_COUNTED}`;
  const values = [...bounds.map(([, version]) => version), now];
  const [row] = await sql<{ count: number }>(`SELECT COUNT(*) AS "count" FROM (${found}) AS "found"`, values);
  return row?.count ?? 0;
}

async function sum(counts: readonly Promise<number>[]): Promise<number> {
  return (await Promise.all(counts)).reduce((total, count) => total + count, 0);
}

function shown(count: number): string {
  return count < MAX_COUNTED ? String(count) : `${MAX_COUNTED} or more`;
}
