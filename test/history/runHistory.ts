import type { Engine } from '../../src/database/options';
import { onServer } from '../support/engines';
import { seededRandom } from '../support/random';
import { newPlace } from '../support/workers';
import { basic } from '../support/world';
import { Asker } from './Asker';
import { HistoryClient } from './HistoryClient';
import { historyFaults } from './historyFaults';
import { Members } from './Members';
import { Notebook } from './Notebook';
import { readBack } from './readBack';
import { ServerPair } from './ServerPair';

const CLIENT_COUNT = 12;

/** Tokens of one process are accepted by the other, and outlast a history; so do the keys of all clients. */
const SETTINGS = {
  PUBLIC_URL: 'http://keys.test',
  ACCESS_TOKEN_SECONDS: '3600',
  MAX_KEYS_PER_ORGANIZATION: '1000000',
  MAX_PROCESSES_PER_ORGANIZATION: '1000000',
};

/** How a history is made. Units: operations of all clients together. */
export interface HistoryWishes {
  readonly seed: string;
  readonly operationCount: number;
  /** So many operations after another something is killed. */
  readonly killEvery: number;
  /** Units: milliseconds for which the clients go on, however many operations that takes. */
  readonly forMs?: number;
  /** Another program than the built one. */
  readonly script?: readonly string[];
}

/** What came of it. Shape: `seed` makes the same choices again. */
export interface HistoryResult {
  readonly seed: string;
  readonly faults: readonly string[];
  readonly killCount: number;
}

/**
 * Has clients use two server processes that are killed meanwhile, and judges what they saw.
 * Errors: one that names the seed, where a client was given an answer that none may be given.
 */
export async function runHistory(engine: Engine, wishes: HistoryWishes): Promise<HistoryResult> {
  const { environment, key } = await newPlace(engine);
  const { seed, script } = wishes;
  const settings = { ...environment, ...SETTINGS };
  const pair = await ServerPair.start({ environment: settings, ...(script ? { script } : {}) });
  const [notebook, random] = [new Notebook(), seededRandom(seed)];
  try {
    const members = await Members.join(new Asker(pair, random), notebook, basic(key));
    const clientOf = (index: number): HistoryClient => {
      const mine = seededRandom(`${seed} ${index}`);
      return new HistoryClient(new Asker(pair, mine), notebook, key, mine, members);
    };
    const clients = Array.from({ length: CLIENT_COUNT }, (_none, index) => clientOf(index));
    await actAndKill(clients, wishes, (index) => killSomething(pair, environment.DATABASE_URL ?? '', random, index));
    for (const credential of [...notebook.pool]) await clientOf(CLIENT_COUNT).tryInAllWays(credential);
    const stored = await readBack(new Asker(pair, random), key, environment.DATABASE_URL ?? '', notebook.lines);
    return { seed, faults: [...historyFaults(notebook.lines), ...stored], killCount: pair.killCount };
  } catch (error) {
    throw new Error(`HISTORY_SEED=${seed}: ${(error as Error).message}`, { cause: error });
  } finally {
    await pair.stop();
  }
}

/** Resolves once all clients have stopped, and what was killed serves again. */
async function actAndKill(
  clients: readonly HistoryClient[],
  { operationCount, killEvery, forMs = 0 }: HistoryWishes,
  kill: (index: number) => Promise<void>,
): Promise<void> {
  const endsAt = performance.now() + forMs;
  const kills: Promise<Error | null>[] = [];
  let count = 0;
  const isEnough = () => count >= operationCount && performance.now() >= endsAt;
  await Promise.all(
    clients.map(async (client) => {
      while (!isEnough()) {
        await client.act();
        count += 1;
        if (count % killEvery === 0) kills.push(settled(kill(kills.length)));
      }
    }),
  );
  for (const failure of await Promise.all(kills)) if (failure !== null) throw failure;
}

/** Waits for something that is awaited much later. Shape: what it failed with, if it did. */
async function settled(work: Promise<void>): Promise<Error | null> {
  return work.then(
    () => null,
    (error: Error) => error,
  );
}

/** Kills a server process; on PostgreSQL half of its sessions first, and then in turn. */
async function killSomething(
  pair: ServerPair,
  databaseUrl: string,
  random: () => number,
  index: number,
): Promise<void> {
  const database = /^postgres:/.test(databaseUrl) ? new URL(databaseUrl).pathname.slice(1) : null;
  if (database === null || index % 2 === 1) return pair.kill(random() < 0.5 ? 0 : 1);
  const sessions = `SELECT pg_terminate_backend("pid") FROM pg_stat_activity WHERE "datname" = '${database}'`;
  await onServer(`${sessions} AND random() < 0.5`);
}
