import cluster from 'node:cluster';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';
import { createLog } from '../../src/log';
import { serveAsWorker } from '../../src/running/serveAsWorker';
import { Workers } from '../../src/running/Workers';
import { endAfter } from '../support/leftOpen';
import { newFolder, runCommand } from '../support/program';
import { waitUntil } from '../support/waitUntil';
import { askAll, linesOf, newPlace, pidsOf, serveTwo } from '../support/workers';
import { SECRET } from '../support/world';

/** Resolves at the signal that tells this process to stop. Nobody else here hears it: a package that ran PostgreSQL would end it. */
async function signalToStop(): Promise<void> {
  const others = process.listeners('SIGTERM');
  process.removeAllListeners('SIGTERM');
  await once(process, 'SIGTERM');
  for (const each of others) process.on('SIGTERM', each);
}

describe('workers that cannot start', () => {
  it('end the program with their sentence, said once, and the key that was made is still told', async () => {
    const other = net.createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo; // It listens on a port, not on a pipe.
    const DATABASE_URL = `sqlite:${path.join(await newFolder(), 'latchkey.sqlite')}`;
    const environment = { DATABASE_URL, LATCHKEY_SECRET: SECRET, PORT: `${port}` };
    const { code, stdout, stderr } = await runCommand(['serve', '--workers', '2'], { environment });
    other.close();
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(`^The server cannot listen on 127\\.0\\.0\\.1:${port}: [^\\n]*\\.\\n$`));
    expect(stdout.match(/API key {7}lko_/g)).toHaveLength(1);
  });

  it('say what is wrong by its stack alone, without the statement and the values that drivers hang on errors', async () => {
    const { send, exitCode } = process;
    const told: unknown[] = [];
    process.send = (report: unknown) => told.push(report) > 0;
    try {
      await serveAsWorker(async () => {
        throw Object.assign(new Error('the driver fails'), { query: 'SELECT', parameters: ['a secret'] });
      });
    } finally {
      process.send = send;
      process.exitCode = exitCode;
    }
    expect(told).toEqual([{ sentence: expect.stringMatching(/^Error: the driver fails\n +at /), exitCode: 1 }]);
    expect(JSON.stringify(told)).not.toContain('a secret');
  });

  it('may not even be processes', async () => {
    cluster.setupPrimary({ cwd: '/there/is/no/such/folder' });
    const workers = new Workers(1, createLog('silent'));
    await expect(workers.listen()).rejects.toThrow(/^A worker ended before it listened: spawn .+ ENOENT\.$/);
    await workers.close();
  });

  it('take those with them that could', async () => {
    const cwd = await newFolder();
    const exec = path.join(cwd, 'worker.js');
    await writeFile(exec, "if (require('node:cluster').worker.id % 2) process.exit(3); setTimeout(() => {}, 9_000);");
    cluster.setupPrimary({ cwd, exec });
    const workers = new Workers(2, createLog('silent'));
    await expect(workers.listen()).rejects.toThrow('A worker ended before it listened: 3.');
    const others = Object.values(cluster.workers ?? {}).map((worker) => worker && once(worker, 'exit'));
    await workers.close();
    expect(await Promise.all(others)).toContainEqual([null, 'SIGKILL']);
  });

  it('are tried again while another serves, and end the program with their exit code once none is left', async () => {
    const cwd = await newFolder();
    const exec = path.join(cwd, 'worker.js');
    await writeFile(exec, "process.send({ url: 'http://127.0.0.1:1' }); setTimeout(() => {}, 90_000);");
    cluster.setupPrimary({ cwd, exec });
    const lines: string[] = [];
    const workers = new Workers(2, createLog('error', { write: (line) => void lines.push(line) }), {}, 1);
    endAfter('test', () => workers.close());
    const pauses = () =>
      linesOf(lines.join('')).flatMap(({ msg, pauseMs }) => (msg === 'a worker ended' ? pauseMs : []));
    await workers.listen();
    const [first, second] = Object.values(cluster.workers ?? {});
    await writeFile(exec, 'process.exit(3);');
    const told = { isOver: false };
    const givenUp = signalToStop().then(() => Object.assign(told, { isOver: true }));
    first?.process.kill('SIGKILL');
    await waitUntil('more tries than are made where none serves', () => told.isOver || pauses().length > 7);
    expect([pauses(), told.isOver, second?.isDead()]).toEqual([[1, 2, 4, 8, 16, 32, 64, 128], false, false]);
    second?.process.kill('SIGKILL');
    await givenUp;
    const { exitCode } = process;
    process.exitCode = undefined;
    expect(exitCode).toBe(3);
    expect(lines.join('')).toContain('no worker is left, and every new one ends at once: giving up');
  });

  it('say so where port 0 was found anew, since all were gone at once', async () => {
    const { environment, key } = await newPlace();
    const program = await serveTwo({ environment });
    for (const pid of pidsOf(program)) process.kill(pid, 'SIGKILL');
    const url = await program.printed(/"url":"([^"]+)","was":"[^"]+","msg":"listening elsewhere"/);
    expect(await askAll(url, key)).toMatchObject({ statuses: [200] });
  });
});
