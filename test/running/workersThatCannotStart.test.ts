import cluster from 'node:cluster';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';
import { createLog } from '../../src/log';
import { serveAsWorker } from '../../src/running/serve';
import { Workers } from '../../src/running/Workers';
import { firstKeyOf } from '../support/firstKeyOf';
import { newFolder, runCommand } from '../support/program';
import { askAll, linesOf, newPlace, pidsOf, serveTwo } from '../support/workers';
import { SECRET } from '../support/world';

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
    expect(stdout.match(/"msg":"the database was empty/g)).toHaveLength(1);
    expect(await firstKeyOf({ printed: async (pattern) => pattern.exec(stdout)?.[1] ?? '' })).toMatch(/^lko_/);
  });

  it('say what is wrong by its stack alone, without the statement and the values that drivers hang on errors', async () => {
    const { send, exitCode } = process;
    const told: unknown[] = [];
    process.send = (report: unknown) => told.push(report) > 0;
    try {
      await serveAsWorker(() => {
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

  it('are tried again more and more slowly, and then the program ends with the exit code that they had', async () => {
    const { environment } = await newPlace();
    const folder = await newFolder();
    const SCOPES_FILE = path.join(folder, 'scopes.json');
    await writeFile(SCOPES_FILE, '[]');
    const program = await serveTwo({ environment: { ...environment, SCOPES_FILE } });
    await rm(SCOPES_FILE);
    process.kill(pidsOf(program)[0] ?? 0, 'SIGKILL');
    const { code, stdout, stderr } = await program.ended;
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
    const lines = linesOf(stdout);
    expect(lines.filter(({ msg }) => msg === 'it cannot serve').map(({ reason }) => reason)).toEqual(
      Array(6).fill(expect.stringMatching(/^Bad setting: SCOPES_FILE /)),
    );
    const endedAt = lines.flatMap(({ msg, time }) => (msg === 'a worker ended' ? Date.parse(String(time)) : []));
    expect(endedAt).toHaveLength(7);
    expect(Number(endedAt[6]) - Number(endedAt[0])).toBeGreaterThan(6_300);
    expect(lines.at(-1)).toMatchObject({ msg: 'stopped' });
  });

  it('say so where port 0 was found anew, since all were gone at once', async () => {
    const { environment, key } = await newPlace();
    const program = await serveTwo({ environment });
    for (const pid of pidsOf(program)) process.kill(pid, 'SIGKILL');
    const url = await program.printed(/"url":"([^"]+)","was":"[^"]+","msg":"listening elsewhere"/);
    expect(await askAll(url, key)).toMatchObject({ statuses: [200] });
  });
});
