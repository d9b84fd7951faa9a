import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../../src/database/Database';
import { openDatabase } from '../../src/running/openDatabase';
import { describeOnEachEngine, freshLocation } from '../support/engines';
import { endAfter } from '../support/leftOpen';
import { newFolder, type ServedProgram } from '../support/program';
import { seededRandom } from '../support/random';
import { runInProcess } from '../support/runInProcess';
import { times } from '../support/times';
import { waitUntil } from '../support/waitUntil';
import { gone, mutate, pidsOf, serveTwo, urlOf } from '../support/workers';
import { SECRET } from '../support/world';
import { UseLedger } from './UseLedger';

const CYCLES = times({ usual: 3, long: 100 });
const CLIENT_COUNT = 6;
const WARM_UP_ANSWERS = 30;

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Makes keys, whose names tell them apart. */
async function makeKeys({ url }: ServedProgram, key: string, names: readonly string[]): Promise<Map<string, string>> {
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  const keys = new Map<string, string>();
  for (const name of names) {
    const input = `{ name: "${name}", allScopes: true, expiresAt: "${expiresAt}" }`;
    const { answer } = await mutate(url, key, `createApiKey(input: ${input}) { secret { value } }`);
    keys.set(name, answer.secret.value);
  }
  return keys;
}

describeOnEachEngine('use, counted through kill -9', (engine) => {
  let database: Database;
  let environment: Record<string, string>;
  let first: string;

  beforeAll(async () => {
    const location = await freshLocation(engine);
    const USAGE_JOURNAL_DIR = await newFolder();
    environment = { DATABASE_URL: urlOf(location), LATCHKEY_SECRET: SECRET, USAGE_JOURNAL_DIR };
    const init = ['init', '--organization', 'Acme', '--email', 'a@acme.example', '--json'];
    first = JSON.parse((await runInProcess(init, { environment })).stdout).apiKey.value;
    database = await openDatabase(location);
    endAfter('file', () => database.close());
  });

  /** Kills a worker, or the primary, with which all end. Shape: the program that serves on. */
  async function kill(program: ServedProgram, victim: number): Promise<ServedProgram> {
    const pids = pidsOf(program);
    if (victim < 2) {
      process.kill(pids.filter(isThere)[victim] ?? 0, 'SIGKILL');
      return program;
    }
    program.child.kill('SIGKILL');
    await program.ended;
    await Promise.all(pids.map(gone));
    return serveTwo({ environment });
  }

  it('is at least what was answered and at most what was sent, and just that after a clean stop', async () => {
    const random = seededRandom(`use ${engine}`);
    let program = await serveTwo({ environment });
    const ledger = new UseLedger(await makeKeys(program, first, ['Ada', 'Bob']));
    for (let cycle = 0; cycle < CYCLES; cycle += 1) {
      const before = ledger.answeredCount;
      const using = ledger.askUntilEnough(program.url, CLIENT_COUNT);
      await waitUntil('answers', () => ledger.answeredCount > before + WARM_UP_ANSWERS);
      await delay(random() * 200); // It is killed at an instant that nobody chose.
      const killed = kill(program, cycle % 3);
      ledger.enough();
      await using;
      program = await killed;
      await waitUntil('the count', async () => (await ledger.faultsOf(database, false)).length === 0);
      await waitUntil('two workers', () => pidsOf(program).filter(isThere).length === 2);
    }
    const whole = new UseLedger(await makeKeys(program, first, ['Cyd']));
    const using = whole.askUntilEnough(program.url, CLIENT_COUNT);
    await waitUntil('answers', () => whole.answeredCount > WARM_UP_ANSWERS);
    whole.enough();
    await using;
    program.child.kill('SIGTERM');
    await program.ended;
    expect(await whole.faultsOf(database, true)).toEqual([]);
    expect(await ledger.faultsOf(database, false)).toEqual([]);
    expect(await database.sql('SELECT "reason" FROM "usage_gap"', [])).toEqual([]);
  }, 900_000);
});
