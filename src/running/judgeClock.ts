import type { Clock } from '../clock';
import type { RunSql } from '../storage/Storage';

/** Units: milliseconds from which on a difference is told, and from which on a process is not ready. */
const TOLD_MS = 5_000;
const MAX_MS = 60_000;

const NEWEST_ROW = 'SELECT "at" FROM "audit_event" ORDER BY "id" DESC LIMIT 1';

/** How far a clock is from another. Units: milliseconds, at least; more than 0 where it is ahead. */
type Difference = number;

/** What was found of the clock of this process. */
export interface JudgedClock {
  readonly state: 'RIGHT' | 'WRONG' | 'TOO_WRONG';
  readonly difference: Difference;
  /** Shape: says what to do; made up for a clock that is right. */
  readonly sentence: string;
}

/** The database that a clock is compared with. */
interface Compared {
  readonly engine: 'sqlite' | 'postgres';
  readonly sql: RunSql;
  /** The clock of PostgreSQL. Units: epoch milliseconds. */
  now(): Promise<number>;
}

/**
 * Compares the clock of this process with that of PostgreSQL, which all processes share. On SQLite every process has the
 * clock of the machine, of which only what was written before tells that it was set back. Source: decision 072.
 */
export async function judgeClock(database: Compared, clock: Clock): Promise<JudgedClock> {
  return database.engine === 'postgres'
    ? judge(await differenceFrom(database, clock), TO_DATABASE, MAX_MS)
    : judge(await timeSetBack(database, clock), TO_PAST, Number.POSITIVE_INFINITY);
}

/** The database may have read its clock at any moment between question and answer. */
async function differenceFrom(database: Compared, clock: Clock): Promise<Difference> {
  const [askedAt, begin] = [clock(), performance.now()];
  const there = await database.now();
  const tripMs = performance.now() - begin;
  const difference = askedAt + tripMs / 2 - there;
  return Math.sign(difference) * Math.max(Math.abs(difference) - tripMs / 2, 0);
}

async function timeSetBack({ sql }: Compared, clock: Clock): Promise<Difference> {
  const [newest] = await sql<{ at: number }>(NEWEST_ROW, []);
  return newest ? Math.min(clock() - newest.at, 0) : 0;
}

function judge(difference: Difference, tell: (seconds: number) => string, maxMs: number): JudgedClock {
  const ms = Math.abs(difference);
  const state = ms > maxMs ? 'TOO_WRONG' : ms > TOLD_MS ? 'WRONG' : 'RIGHT';
  return { state, difference, sentence: tell(Math.round(difference / 1_000)) };
}

const TO_DATABASE = (seconds: number): string =>
  `The clock of this server is ${Math.abs(seconds)} seconds ${seconds > 0 ? 'ahead of' : 'behind'} that of the database: set both by NTP.`;

const TO_PAST = (seconds: number): string =>
  `The clock of this machine was set back: it is ${-seconds} seconds behind the newest row of the audit log, and what has ended since may work again. Set it right.`;
