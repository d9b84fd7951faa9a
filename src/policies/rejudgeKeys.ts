import type { PolicyTerms } from '../access/PolicyTerms';
import { violationsOf } from '../access/policyLaw';
import type { ScopeCatalogue } from '../access/ScopeName';
import type { Consequence } from '../events/Happened';
import { ApiKeyStatus, statusOf } from '../keys/ApiKeyStatus';
import { type BlockingColumns, blockingOf, judgedKeyOf } from '../keys/judgeKey';
import { chunksOf } from '../storage/chunksOf';
import type { RunSql, Storage } from '../storage/Storage';
import { type LiveKey, liveKeys } from './liveKeys';

/**
 * Of PostgreSQL: uses of keys wait meanwhile, or each that is written would have the change begin anew. In the order in which
 * LastUses writes: two that lock the same rows wait for one another, and never both.
 */
const LOCK = `
  SELECT COUNT(*) FROM (
    SELECT 1 FROM "api_key" WHERE "organizationId" = $1 AND "deletedAt" IS NULL ORDER BY "id" FOR NO KEY UPDATE
  ) AS "locked"`;

/** Units: keys that one statement changes. */
const MAX_KEYS = 200;

/** A key whose blocking a policy changes. */
interface Rejudged {
  readonly key: LiveKey;
  readonly columns: BlockingColumns;
  readonly isNewlyBlocked: boolean;
}

/**
 * Has the rows of an organization's keys say what a new policy says of them. Shape: an event for each key that worked, and is
 * blocked by now. Units: `now` in epoch milliseconds. Source: decision 092.
 */
export async function rejudgeKeys(
  { engine }: Pick<Storage, 'engine'>,
  sql: RunSql,
  organizationId: string,
  terms: PolicyTerms,
  catalogue: ScopeCatalogue,
  now: number,
): Promise<Consequence[]> {
  const events: Consequence[] = [];
  if (engine === 'postgres') await sql(LOCK, [organizationId]);
  for await (const keys of liveKeys(sql, organizationId, now)) {
    const rejudged = keys.flatMap((key) => rejudge(key, terms, catalogue, now));
    for (const some of chunksOf(rejudged, MAX_KEYS)) await writeAll(sql, some, now);
    for (const { key, isNewlyBlocked } of rejudged) {
      if (isNewlyBlocked) events.push(blockedEvent(key, terms, catalogue, now));
    }
  }
  return events;
}

/** The event that a key is blocked, with the rules that it breaks. */
export function blockedEvent(
  key: Pick<LiveKey, 'id' | 'name' | 'processId'> & Parameters<typeof judgedKeyOf>[0],
  terms: PolicyTerms,
  catalogue: ScopeCatalogue,
  now: number,
): Consequence {
  const violations = violationsOf(terms, judgedKeyOf(key), catalogue, now).join(', ');
  return { event: 'api_key.blocked', target: key, after: { violations } };
}

function rejudge(key: LiveKey, terms: PolicyTerms, catalogue: ScopeCatalogue, now: number): Rejudged[] {
  const columns = blockingOf(terms, judgedKeyOf(key), catalogue);
  const isSame = (Object.keys(columns) as (keyof BlockingColumns)[]).every((name) => columns[name] === key[name]);
  if (isSame) return [];
  const isNewlyBlocked =
    statusOf(key, now) === ApiKeyStatus.ACTIVE && statusOf({ ...key, ...columns }, now) === ApiKeyStatus.BLOCKED;
  return [{ key, columns, isNewlyBlocked }];
}

/** Each key's columns are a row of values: one statement for many keys. */
async function writeAll(sql: RunSql, keys: readonly Rejudged[], now: number): Promise<void> {
  let position = 0;
  const places = keys.map(() => {
    const id = `$${++position}`;
    return `(${[id, ...Array.from({ length: 5 }, () => `CAST($${++position} AS bigint)`)].join(', ')})`;
  });
  const values = keys.flatMap(({ key, columns, isNewlyBlocked }) => {
    const { violatesFrom, idleLimitMs, idleFrom, blockedFrom } = columns;
    return [key.id, violatesFrom, idleLimitMs, idleFrom, blockedFrom, isNewlyBlocked ? now : null];
  });
  await sql(
    `UPDATE "api_key" SET "violatesFrom" = "new"."column2", "idleLimitMs" = "new"."column3", "idleFrom" = "new"."column4",
       "blockedFrom" = "new"."column5", "blockedToldAt" = COALESCE("new"."column6", "blockedToldAt"), "version" = "version" + 1
     FROM (VALUES ${places.join(', ')}) AS "new" WHERE "api_key"."id" = "new"."column1"`,
    values,
  );
}
