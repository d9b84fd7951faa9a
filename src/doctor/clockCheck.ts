import { type Finding, fine } from '../checks/Finding';
import { POSTGRES_NOW } from '../database/Database';
import { judgeClock } from '../running/judgeClock';
import type { RunSql } from '../storage/Storage';

const REMEDY = 'Have every machine keep its time by NTP.';

/** Compares the clock of this machine with what the database knows. Source: decision 072. */
export async function clockCheck(engine: 'sqlite' | 'postgres', sql: RunSql, now: () => number): Promise<Finding> {
  const database = {
    engine,
    sql,
    now: async () => Number((await sql<{ now: number }>(POSTGRES_NOW, []))[0]?.now),
  };
  const { state, sentence } = await judgeClock(database, now);
  if (state !== 'RIGHT') {
    return { name: 'clock', status: state === 'WRONG' ? 'warning' : 'failed', sentence, remedy: REMEDY, checks: [] };
  }
  return fine(
    'clock',
    engine === 'postgres'
      ? 'It is within 5 seconds of that of PostgreSQL.'
      : 'It is not behind the newest row of the audit log.',
  );
}
