import type { Origin } from '../access/Caller';
import type { Changes } from '../events/Changes';
import type { Happened } from '../events/Happened';
import { newId } from '../id';
import type { ReportLoss } from '../log';
import type { RunSql, Storage } from '../storage/Storage';
import type { ApiKey } from './ApiKey';
import { BLOCKED_FROM_AFTER_USE } from './BLOCKED_FROM_AFTER_USE';
import { dayOf, SHORTEST_GAP_MS } from './KeyGap';
import { WriteBehind } from './WriteBehind';

/** Units: secrets whose use waits to be written; the uses of others are counted, and dropped. */
const MAX_WAITING = 10_000;
/** Units: uses that one transaction writes: the rows that it wrote are locked until its end. */
const MAX_ROWS = 500;

/** Two processes may write it at once: the first and the last instant stay, in whichever order they write. */
const SPAN = `
  SET "lastUsedAt" = CASE WHEN "lastUsedAt" >= $1 THEN "lastUsedAt" ELSE $1 END,
      "firstUsedAt" = CASE WHEN "lastUsedAt" IS NULL OR "firstUsedAt" > $2 THEN $2 ELSE "firstUsedAt" END`;
const IS_NEWS = '("lastUsedAt" IS NULL OR "lastUsedAt" < $1 OR "firstUsedAt" > $2)';
const WRITE = `UPDATE "api_key" ${SPAN}, "blockedFrom" = ${BLOCKED_FROM_AFTER_USE} WHERE "id" = $3 AND ${IS_NEWS} RETURNING "otherNumber"`;
/** The first use of all, which is told: one process alone finds that there was none. */
const WRITE_FIRST = `UPDATE "api_key" ${SPAN}, "blockedFrom" = ${BLOCKED_FROM_AFTER_USE}
  WHERE "id" = $3 AND "lastUsedAt" IS NULL RETURNING "id", "name", "organizationId", "processId", "otherNumber"`;
const WRITE_OF_SECRET = `UPDATE "api_key_secret" ${SPAN} WHERE "apiKeyId" = $3 AND "number" = $4 AND ${IS_NEWS}`;
const KEEP_GAP = `
  ON CONFLICT ("apiKeyId", "number", "day") DO UPDATE SET "gapMs" = excluded."gapMs"
  WHERE "api_key_gap"."gapMs" < excluded."gapMs"`;
const NOTE_GAP = 'INSERT INTO "api_key_gap" ("apiKeyId", "number", "day", "gapMs")';
const WRITE_GAP = `
  ${NOTE_GAP} SELECT "id", CAST($2 AS int), CAST($3 AS bigint), CAST($4 AS bigint) - "lastUsedAt" FROM "api_key"
  WHERE "id" = $1 AND "lastUsedAt" <= CAST($4 AS bigint) - ${SHORTEST_GAP_MS} ${KEEP_GAP}`;
const WRITE_GAP_OF_SECRET = `
  ${NOTE_GAP} SELECT "apiKeyId", "number", CAST($3 AS bigint), CAST($4 AS bigint) - "lastUsedAt" FROM "api_key_secret"
  WHERE "apiKeyId" = $1 AND "number" = $2 AND "lastUsedAt" <= CAST($4 AS bigint) - ${SHORTEST_GAP_MS} ${KEEP_GAP}`;

/** The use of a secret of a key. Units: `at` in epoch milliseconds. */
export interface DatedUse {
  readonly id: string;
  /** Of the secret. */
  readonly number: number;
  readonly at: number;
  /** Whether the key has, or had, several secrets: then each has a row of its own. */
  readonly isRotated: boolean;
  /** Whether it may have gone unused for long before. */
  readonly mayEndGap: boolean;
  /** Where it came from, if it may be the first of all. */
  readonly firstOrigin: Origin | null;
}

/** What an event tells of a key that was used for the first time. */
type FirstUsedKey = Pick<ApiKey, 'id' | 'name' | 'organizationId' | 'processId' | 'otherNumber'>;

/** All that is known of the use of a secret since it was last written. */
interface WaitingUse extends Omit<DatedUse, 'at'> {
  readonly firstAt: number;
  readonly lastAt: number;
}

/** The first and last use of each secret, until it is written down. */
export class LastUses {
  private readonly waiting: WriteBehind<WaitingUse>;
  private droppedCount = 0;

  constructor(storage: Storage, changes: Changes, reportLoss: ReportLoss) {
    this.waiting = new WriteBehind({
      maxWaiting: MAX_WAITING,
      maxRows: MAX_ROWS,
      write: (uses) => writeUses(storage, changes, uses),
      failed: (err, useCount) => reportLoss('the use of keys could not be written down', { err, useCount }),
    });
  }

  /** Notes that a secret was used. Without room for one more secret, the use is counted as dropped. */
  add({ at, ...use }: DatedUse): void {
    const name = `${use.id} ${use.number}`;
    const earlier = this.waiting.get(name);
    const latest = { ...use, firstAt: at, lastAt: at };
    if (!this.waiting.add(name, earlier ? merged(earlier, latest) : latest)) this.droppedCount += 1;
  }

  /** How many uses were dropped since this was last asked. */
  takeDroppedCount(): number {
    const count = this.droppedCount;
    this.droppedCount = 0;
    return count;
  }

  /** Writes down what waits, and resolves when it is written, or its failure was reported. */
  flush(): Promise<void> {
    return this.waiting.flush();
  }
}

function merged(one: WaitingUse, other: WaitingUse): WaitingUse {
  return {
    ...one,
    isRotated: one.isRotated || other.isRotated,
    mayEndGap: one.mayEndGap || other.mayEndGap,
    firstAt: Math.min(one.firstAt, other.firstAt),
    lastAt: Math.max(one.lastAt, other.lastAt),
  };
}

function writeUses(storage: Storage, changes: Changes, uses: readonly WaitingUse[]): Promise<void> {
  return storage.write(async (transaction) => {
    const happened: Happened[] = [];
    for (const use of uses) happened.push(...(await writeUse(transaction.sql, use)));
    if (happened.length > 0) await changes.tell(transaction, happened);
  }, 'READ_COMMITTED'); // Each statement is right by itself.
}

/** Shape: what happened by it. */
async function writeUse(sql: RunSql, use: WaitingUse): Promise<Happened[]> {
  const { id, number, firstAt, lastAt, isRotated, mayEndGap, firstOrigin } = use;
  if (mayEndGap) await sql(isRotated ? WRITE_GAP_OF_SECRET : WRITE_GAP, [id, number, dayOf(firstAt), firstAt]);
  const [first] = firstOrigin ? await sql<FirstUsedKey>(WRITE_FIRST, [lastAt, firstAt, id]) : [];
  const [key] = first ? [first] : await sql<Pick<ApiKey, 'otherNumber'>>(WRITE, [lastAt, firstAt, id]);
  // The key may have been given another secret since it was used.
  if (isRotated || (key && key.otherNumber !== null)) await sql(WRITE_OF_SECRET, [lastAt, firstAt, id, number]);
  return first && firstOrigin ? [firstUse(first, firstOrigin, firstAt)] : [];
}

function firstUse(key: FirstUsedKey, origin: Origin, at: number): Happened {
  const { id, name, organizationId, processId } = key;
  return {
    id: newId(at),
    event: 'api_key.first_used',
    at,
    organizationId,
    actor: { kind: 'API_KEY', id, name, processId },
    target: key,
    outcome: 'SUCCESS',
    changes: [],
    codes: [],
    origin,
  };
}
