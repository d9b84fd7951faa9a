import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describeOnEachEngine, freshLocation } from '../support/engines';
import { KeyLedger } from '../support/keyLedger';
import { environmentOf } from '../support/locationEnvironment';
import { newFolder, serveProgram } from '../support/program';
import { seededRandom } from '../support/random';
import { runInProcess } from '../support/runInProcess';
import { times } from '../support/times';
import { waitUntil } from '../support/waitUntil';

const HISTORIES = times({ usual: 2, long: 50 });
const WRITER_COUNT = 3;
const MAX_WRITES = 1_000;

describeOnEachEngine('kill -9 while rows are written and sealed', (engine) => {
  it('T123: raises no false alarm, in history after history, against every checkpoint that was kept', async () => {
    const random = seededRandom(`audit ${engine}`);
    const unlimited = { MAX_KEYS_PER_ORGANIZATION: '1000000' }; // It makes more keys than the usual limit.
    const environment = { ...environmentOf(await freshLocation(engine)), ...unlimited };
    const run = (...args: string[]) => runInProcess(args, { environment });
    const init = await run('init', '--organization', 'Acme', '--email', 'a@acme.example', '--json');
    const key: string = JSON.parse(init.stdout).apiKey.value;
    const [ledger, kept]: [KeyLedger, string[]] = [new KeyLedger(), []];
    const folder = await newFolder();
    for (let history = 0; history < HISTORIES; history += 1) {
      const server = await serveProgram({ environment });
      const before = ledger.acknowledgedCount;
      const writing = Array.from({ length: WRITER_COUNT }, () =>
        ledger.writeUntilSilence({ url: server.url, key }, seededRandom(`audit ${random()}`), MAX_WRITES),
      );
      const isWriting = waitUntil('an answer to a write', () => ledger.acknowledgedCount > before);
      await Promise.all([delay(random() * 1_500), isWriting]); // It is killed at an instant that nobody chose.
      server.child.kill('SIGKILL');
      await Promise.all([...writing, server.ended]);
      expect(await run('audit', 'verify')).toMatchObject({ code: 0, stderr: '' });
      for (const file of kept.slice(-3)) {
        expect(await run('audit', 'verify', '--checkpoint', file)).toMatchObject({ code: 0, stderr: '' });
      }
      const checkpoint = await run('audit', 'checkpoint');
      if (checkpoint.code !== 0) continue; // It was killed before anything was sealed.
      kept.push(path.join(folder, `${history}`));
      writeFileSync(kept.at(-1) ?? '', checkpoint.stdout);
    }
    const server = await serveProgram({ environment });
    const isSealed = async () => !(await run('audit', 'verify')).stdout.includes('wait to be sealed');
    await waitUntil('all rows are sealed', isSealed);
    server.child.kill('SIGTERM');
    await server.ended;
    for (const file of kept) {
      expect(await run('audit', 'verify', '--checkpoint', file)).toMatchObject({ code: 0, stderr: '' });
    }
    expect((await run('audit', 'verify')).stdout).toMatch(/^Verified: rows 0 to \d+, and their tree\.\n/);
  }, 900_000);
});
