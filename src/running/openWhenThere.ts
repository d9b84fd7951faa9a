import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../database/Database';
import type { MigrationPatience } from '../database/migrations';
import { OutOfReachError } from '../database/openingError';
import type { Log } from '../log';
import type { CompleteConfig } from './app';
import { openMigrated } from './start';
import type { WaitingRoom } from './WaitingRoom';

/** Units: milliseconds before the second try; twice as many before each further one, and so many at most. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

/** Of one try. Probers are answered between the first and the second. Units: milliseconds. */
const PATIENCE: MigrationPatience = { tablesMs: 2_000, othersMs: 2_000, tell: () => undefined };

/** A database that is open and migrated. */
export interface Opened {
  readonly database: Database;
  readonly migrationCount: number;
  /** Where it was waited for; to be closed before anything else listens there. */
  readonly room: WaitingRoom | null;
}

/**
 * Opens the database and brings it up to this program. Where PostgreSQL is out of reach, that is tried again and again.
 * Meanwhile probers are told that the process lives and is not ready, and a signal ends it. Source: decision 071.
 * Errors: a `StartError` where waiting helps nothing.
 */
export async function openWhenThere(config: CompleteConfig, log: Log): Promise<Opened> {
  const first = await tryToOpen(config);
  if (!(first instanceof OutOfReachError)) return { ...first, room: null };
  const room = await openWaitingRoom(config, log);
  log.warn({ url: room.url, reason: first.message }, 'waiting for the database');
  const beganAt = performance.now();
  try {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      await delay(pauseMs);
      const opened = await tryToOpen(config);
      if (opened instanceof OutOfReachError) continue;
      log.info({ seconds: Math.round((performance.now() - beganAt) / 100) / 10 }, 'the database can be opened now');
      return { ...opened, room };
    }
  } catch (error) {
    await room.close();
    throw error;
  }
}

/** Loads it where it is needed, which is hardly ever. */
function openWaitingRoom(config: CompleteConfig, log: Log): Promise<WaitingRoom> {
  return (require('./WaitingRoom') as typeof import('./WaitingRoom')).WaitingRoom.open(config, log);
}

async function tryToOpen(config: CompleteConfig): Promise<Omit<Opened, 'room'> | OutOfReachError> {
  try {
    return await openMigrated(config, !config.isProduction, PATIENCE);
  } catch (error) {
    if (error instanceof OutOfReachError) return error;
    throw error;
  }
}
