import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '../clock';
import { StartError } from '../errors';
import { keysWithoutSecret } from '../keys/keysWithoutSecret';
import type { CompleteConfig } from '../running/app';
import { compose } from '../running/compose';
import type { Environment } from '../SETTING_NAMES';
import { asStartError, CopyFault } from './CopyFault';
import { type CopyDescription, describeCopy } from './describeCopy';
import { reasonOf } from './files';
import type { Progress } from './Progress';
import { livingKeys, type RevivedKey, type RevivedMember, revivedKeys, revivedMembers } from './revived';
import { NotComparable, type Stage } from './Stage';
import { type Settled, settleRestored } from './settleRestored';
import { stagePostgres } from './stagePostgres';
import { stageSqlite } from './stageSqlite';
import { untilSignal } from './untilSignal';

/** How a copy is restored, and which. */
export interface RestoreWishes {
  readonly copy: string;
  /** Where the programs of PostgreSQL are found. */
  readonly environment: Environment;
  /** Whether each key is disabled that is not known to work still. */
  readonly disablesKeys: boolean;
  /** Whether a copy is taken of whose keys none can be checked. */
  readonly needsNoSecret: boolean;
}

/** What a restore would do, as far as that is known before. */
export interface RestorePlan extends CopyDescription {
  /** Units: epoch milliseconds, of the newest row of the copy's audit log; null where it is empty. */
  readonly lastChangeAt: number | null;
  readonly migrationCount: number;
  /** Whether the database that is replaced could be read: otherwise nobody knows what ended since the copy. */
  readonly isCompared: boolean;
  readonly isReplacing: boolean;
  readonly revivedKeys: readonly RevivedKey[];
  readonly revivedMembers: readonly RevivedMember[];
  /** Null where each key has its secret. Shape: a sentence. */
  readonly secretWarning: string | null;
}

/** A restore that was made. */
export interface Restored extends RestorePlan, Settled {
  /** Where the database that was there is kept; null where there was none, or it is not kept. */
  readonly keptAs: string | null;
}

/**
 * Puts a copy in place of the database, once it is proved.
 * Errors: a `StartError` with one sentence; then nothing was changed.
 * @param decide is shown the plan, and says whether to go on
 */
export async function restore(
  config: CompleteConfig,
  wishes: RestoreWishes,
  progress: Progress,
  decide: (plan: RestorePlan) => Promise<boolean>,
): Promise<Restored> {
  const copy = path.resolve(wishes.copy);
  if (!existsSync(copy) || !statSync(copy).isFile()) throw new StartError(`There is no file ${copy}.`);
  const now = systemClock();
  return untilSignal(async ({ onSignal, ignore }) => {
    try {
      const { database } = config;
      const wanted = { copy, environment: wishes.environment, now, progress, onSignal };
      const stage = await (database.engine === 'sqlite'
        ? stageSqlite(database.file, wanted)
        : stagePostgres(database, wanted));
      try {
        return await restoreStaged(stage, config, wishes, now, decide, ignore);
      } finally {
        await stage.close();
      }
    } catch (error) {
      throw asStartError(`${copy} cannot be restored`, error, 'Nothing was changed.');
    }
  });
}

async function restoreStaged(
  stage: Stage,
  config: CompleteConfig,
  wishes: RestoreWishes,
  now: number,
  decide: (plan: RestorePlan) => Promise<boolean>,
  beforeLast: () => void,
): Promise<Restored> {
  const { storage } = stage;
  const plan = await planOf(stage, config, wishes, now);
  if (!(await decide(plan))) throw new StartError('Nothing was changed.');
  const reportLoss = (): void => undefined; // There are no requests that could lose anything.
  const log = { info: reportLoss };
  const ground = { storage, clock: () => now, reportLoss, log, wake: () => undefined, publicUrl: () => '' };
  const { services } = compose({ ...config, ...ground });
  const doomed = !wishes.disablesKeys ? [] : plan.isCompared ? plan.revivedKeys : await livingKeys(storage.sql, now);
  const settled = await settleRestored(services, storage, doomed, now);
  beforeLast(); // A process that ended now could not say that the copy is in place.
  try {
    return { ...plan, ...settled, keptAs: await stage.putInPlace() };
  } catch (error) {
    const end = 'The database is the old one or the copy, and whole: look which before you try again.';
    throw asStartError('The copy was not put in place', error, end);
  }
}

/** Errors: a `CopyFault` where the copy is not proved. */
async function planOf(
  stage: Stage,
  config: CompleteConfig,
  { needsNoSecret }: RestoreWishes,
  now: number,
): Promise<RestorePlan> {
  const { storage, isReplacing } = stage;
  const { sql } = storage;
  const description = await describeCopy(sql, now);
  const migrationCount = await stage.migrate().catch((error: unknown) => {
    throw new CopyFault(`it cannot be brought up to this program: ${reasonOf(error)}`);
  });
  const lost = await keysWithoutSecret(sql, config, now);
  if (lost?.areAll && !needsNoSecret)
    throw new CopyFault(`${lost.sentence.replace(/\.$/, '')}, or add --without-secret`);
  const [newest] = await sql<{ at: number | null }>('SELECT MAX("at") AS "at" FROM "audit_event"', []);
  return {
    ...description,
    lastChangeAt: newest?.at ?? null,
    migrationCount,
    isReplacing,
    ...(await comparisonOf(stage, now)),
    secretWarning: lost?.sentence ?? null,
  };
}

/** What is stronger in a copy than in the database that it replaces, as far as both can be read. */
async function comparisonOf(
  { storage: { sql }, replaced }: Stage,
  now: number,
): Promise<Pick<RestorePlan, 'isCompared' | 'revivedKeys' | 'revivedMembers'>> {
  const nothing = { isCompared: false, revivedKeys: [], revivedMembers: [] };
  if (replaced === null) return nothing;
  try {
    const keys = await revivedKeys(sql, replaced, now);
    return { isCompared: true, revivedKeys: keys, revivedMembers: await revivedMembers(sql, replaced) };
  } catch (error) {
    if (error instanceof NotComparable) return nothing; // A list of a part would look like all.
    throw error;
  }
}
