import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { KeyLedger } from '../support/keyLedger';
import { newFolder, serveProgram } from '../support/program';
import { seededRandom } from '../support/random';
import { request } from '../support/request';
import { runInProcess } from '../support/runInProcess';
import { times } from '../support/times';
import { waitUntil } from '../support/waitUntil';
import { basic, SECRET } from '../support/world';

const CYCLES = times({ usual: 3, long: 100 });
const WRITER_COUNT = 6;
const MAX_WRITES = 1_000;
const WARM_UP_WRITES = 2;

async function viewerStatus(url: string, value: string): Promise<number> {
  const headers = { 'content-type': 'application/json', authorization: basic(value) };
  const body = '{"query":"{ viewer { name } }"}';
  return (await request(url, { method: 'POST', path: '/graphql', headers, body })).status;
}

describe('kill -9 during writes', () => {
  it('T100: in cycle after cycle no acknowledged change is lost, none is half there, and keys keep working', async () => {
    const random = seededRandom('T100');
    const file = path.join(await newFolder(), 'latchkey.sqlite');
    const unlimited = { MAX_KEYS_PER_ORGANIZATION: '1000000' }; // It makes more keys than the usual limit.
    const environment = { DATABASE_URL: `sqlite:${file}`, LATCHKEY_SECRET: SECRET, ...unlimited };
    const init = ['init', '--organization', 'Acme', '--email', 'a@acme.example', '--json'];
    const key: string = JSON.parse((await runInProcess(init, { environment })).stdout).apiKey.value;
    const ledger = new KeyLedger();
    const startMilliseconds: number[] = [];
    for (let cycle = 0; cycle <= CYCLES; cycle += 1) {
      const startedAt = performance.now();
      const server = await serveProgram({ environment });
      startMilliseconds.push(performance.now() - startedAt);
      expect(ledger.faultsOf(file)).toEqual([]);
      const living = ledger.livingValues().slice(-10);
      const deleted = ledger.deletedValues().slice(-3);
      const statuses = await Promise.all([...living, ...deleted].map((value) => viewerStatus(server.url, value)));
      expect(statuses).toEqual([...living.map(() => 200), ...deleted.map(() => 401)]);
      const target = { url: server.url, key };
      await ledger.writeUntilSilence(target, random, WARM_UP_WRITES);
      const [pause, countBefore] = [5 + random() * 195, ledger.acknowledgedCount];
      const writing = Array.from({ length: WRITER_COUNT }, () =>
        ledger.writeUntilSilence(target, seededRandom(`T100 ${random()}`), MAX_WRITES),
      );
      const isWriting = waitUntil('an answer to a write', () => ledger.acknowledgedCount > countBefore);
      await Promise.all([delay(pause), isWriting]); // It is killed at an instant that nobody chose, while it writes.
      server.child.kill('SIGKILL');
      await Promise.all(writing);
      expect((await server.ended).code).toBeNull();
    }
    const [first = 0, ...afterCrashes] = startMilliseconds;
    expect(Math.min(...afterCrashes)).toBeLessThan(3 * first);
  }, 900_000);
});
