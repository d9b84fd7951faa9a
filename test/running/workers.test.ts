import cluster from 'node:cluster';
import { once } from 'node:events';
import { rm, stat, writeFile } from 'node:fs/promises';
import net, { type AddressInfo } from 'node:net';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import type { DatabaseLocation } from '../../src/config';
import type { Engine } from '../../src/database/options';
import { createLog } from '../../src/log';
import { serveAsWorker } from '../../src/running/serve';
import { Workers } from '../../src/running/Workers';
import { describeOnEachEngine, freshLocation } from '../support/engines';
import { millisecondsOf } from '../support/measure';
import { newFolder, runCommand, type ServedProgram, serveProgram } from '../support/program';
import { begunRequest, type RequestWishes, type Response, request } from '../support/request';
import { runInProcess } from '../support/runInProcess';
import { selfSigned } from '../support/selfSigned';
import { times } from '../support/times';
import { waitUntil } from '../support/waitUntil';
import { basic, SECRET } from '../support/world';

/** Units: milliseconds that a server gives its requests to finish. What is waited for as long was not finished. */
const GRACE_MS = 10_000;
/** Units: milliseconds: less than the grace by as much as a machine that is busy may need to end a few processes. */
const AT_ONCE_MS = 8_000;

/** Connections go to workers in turn, so that so many reach all of them, as a rule. */
const CONNECTIONS = 8;

interface Place {
  readonly environment: Record<string, string>;
  /** The value of a key with all scopes. */
  readonly key: string;
}

function urlOf(location: DatabaseLocation): string {
  return location.engine === 'sqlite' ? `sqlite:${location.file}` : location.url;
}

async function newPlace(engine: Engine = 'sqlite'): Promise<Place> {
  const environment = { DATABASE_URL: urlOf(await freshLocation(engine)), LATCHKEY_SECRET: SECRET };
  const init = ['init', '--organization', 'Acme', '--email', 'a@acme.example', '--json'];
  return { environment, key: JSON.parse((await runInProcess(init, { environment })).stdout).apiKey.value };
}

function post(key: string, query: string): RequestWishes {
  const headers = { 'content-type': 'application/json', authorization: basic(key) };
  return { method: 'POST', path: '/graphql', headers, body: JSON.stringify({ query }) };
}

function ask(url: string, key: string, query: string): Promise<Response> {
  return request(url, post(key, query));
}

/** What a mutation answers. */
async function mutate(url: string, key: string, field: string) {
  return answeredBy(await ask(url, key, `mutation { answer: ${field} }`));
}

function answeredBy({ status, text }: Response) {
  return { status, answer: JSON.parse(text).data?.answer };
}

/** Asks who calls until two workers have answered. Shape: how many processes answered with which statuses. */
async function askAll(url: string, key: string): Promise<{ processCount: number; statuses: number[] }> {
  const processes = new Set<string | undefined>();
  const statuses = new Set<number>();
  // A worker that is busy may miss a round.
  for (let round = 0; round < 5 && processes.size < 2; round += 1) {
    const answers = await Promise.all(Array.from({ length: CONNECTIONS }, () => ask(url, key, '{ viewer { name } }')));
    for (const { status, headers } of answers) {
      statuses.add(status);
      processes.add(String(headers['x-request-id']).split('-')[0]); // A request's id begins with that of the process.
    }
  }
  return { processCount: processes.size, statuses: [...statuses] };
}

function linesOf(output: string): Record<string, unknown>[] {
  return output.split('\n').flatMap((line) => (line.startsWith('{') ? JSON.parse(line) : []));
}

/** Runs a server with two workers until both have said that they listen, which they may say after the program does. */
async function serveTwo({ environment }: Pick<Place, 'environment'>): Promise<ServedProgram> {
  const program = await serveProgram({ environment }, ['--workers', '2']);
  await program.printed(/("a worker listens"}\n.*){2}/s);
  return program;
}

/** The process ids of all workers that ever said that they listen. */
function pidsOf({ output }: ServedProgram): number[] {
  return linesOf(output()).flatMap(({ msg, pid }) => (msg === 'a worker listens' ? Number(pid) : []));
}

/** Resolves once there is no such process. */
function gone(pid: number): Promise<void> {
  return waitUntil(`the end of process ${pid}`, () => {
    try {
      return !process.kill(pid, 0);
    } catch {
      return true;
    }
  });
}

/** Resolves once nothing listens there any more. */
function closed(url: string): Promise<void> {
  return waitUntil(`that nobody listens on ${url}`, () =>
    request(url, { path: '/readyz' }).then(
      () => false,
      (error: { code?: string }) => error.code === 'ECONNREFUSED',
    ),
  );
}

/** Stops every write on an SQLite file until it is called again. */
function holdWrites({ environment }: Place): () => void {
  const other = new BetterSqlite3(String(environment.DATABASE_URL).replace('sqlite:', ''));
  other.exec('BEGIN IMMEDIATE');
  return () => {
    other.exec('ROLLBACK');
    other.close();
  };
}

/** Begins writes over connections of their own, which wait while writes are held. */
async function startWrites(url: string, key: string) {
  const names = Array.from({ length: CONNECTIONS }, (_none, index) => `process ${index}`);
  const begun = await Promise.all(
    names.map((name) =>
      begunRequest(
        url,
        post(key, `mutation { answer: createProcess(input: { name: "${name}" }) { process { name } } }`),
      ),
    ),
  );
  return {
    answers: () => Promise.all(begun.map(async ({ answer }) => answeredBy(await answer))),
    expected: names.map((name) => ({ status: 200, answer: { process: { name } } })),
  };
}

/** Has 20 writers rename a process each, again and again. Units: milliseconds. Errors: any answer but the new name. */
async function timesOfWrites(url: string, key: string, forMs: number): Promise<{ median: number; p99: number }> {
  const endsAt = performance.now() + forMs;
  const milliseconds: number[] = [];
  const others: unknown[] = [];
  const write = async (id: string, name: string): Promise<void> => {
    const input = `{ id: "${id}", name: "${name}" }`;
    milliseconds.push(
      await millisecondsOf(async () => {
        const { status, answer } = await mutate(url, key, `updateProcess(input: ${input}) { process { name } }`);
        if (status !== 200 || answer?.process?.name !== name) others.push({ status, answer });
      }),
    );
  };
  const writers = Array.from({ length: 20 }, async (_none, writer) => {
    const made = await mutate(url, key, `createProcess(input: { name: "${writer}" }) { process { id } }`);
    for (let count = 0; performance.now() < endsAt; count += 1) {
      await write(made.answer.process.id, `${writer}.${count}`);
    }
  });
  await Promise.all(writers);
  expect(others).toEqual([]);
  milliseconds.sort((a, b) => a - b);
  const at = (share: number): number => milliseconds[Math.floor(milliseconds.length * share)] ?? Number.NaN;
  return { median: at(0.5), p99: at(0.99) };
}

describeOnEachEngine('workers', (engine) => {
  it('share one port, one secret and one first organization, and say once where they listen', async () => {
    const location = await freshLocation(engine);
    const program = await serveTwo({ environment: { DATABASE_URL: urlOf(location) } });
    const key = await program.printed(/API key {7}(\S+)/);
    expect(await askAll(program.url, key)).toEqual({ processCount: 2, statuses: [200] });
    program.child.kill('SIGTERM');
    const { code, stdout, stderr } = await program.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = linesOf(stdout);
    expect(lines.filter((line) => 'url' in line)).toEqual([
      expect.objectContaining({ msg: 'listening', url: program.url, engine }),
    ]);
    expect(lines.flatMap(({ msg, worker }) => (msg === 'a worker listens' ? worker : [])).sort()).toEqual([1, 2]);
    expect(stdout.match(/API key {7}/g)).toHaveLength(1);
  });

  it('T24: all refuse a key at the very next request after it was deleted', async () => {
    const { environment, key } = await newPlace(engine);
    const { url } = await serveTwo({ environment });
    const input = `{ name: "Short", allScopes: true, expiresAt: "${new Date(Date.now() + 86_400_000).toISOString()}" }`;
    for (let round = 0; round < times({ usual: 4, long: 20 }); round += 1) {
      const { answer } = await mutate(url, key, `createApiKey(input: ${input}) { apiKey { id } secret { value } }`);
      expect(await askAll(url, answer.secret.value)).toEqual({ processCount: 2, statuses: [200] });
      await mutate(url, key, `deleteApiKey(input: { id: "${answer.apiKey.id}" }) { deletedApiKeyId }`);
      expect(await askAll(url, answer.secret.value)).toEqual({ processCount: 2, statuses: [401] });
    }
  });

  it('T104: 20 writers, again and again, are all answered, and on one SQLite file none is late', async () => {
    const { environment, key } = await newPlace(engine);
    const { url } = await serveTwo({ environment });
    const { median, p99 } = await timesOfWrites(url, key, times({ usual: 3_000, long: 10_000 }));
    if (engine === 'postgres') return; // T104 gives no time for writes that PostgreSQL makes run again.
    // A machine that is busy makes all of them slower: one that had to let others pass took longer than most.
    expect(p99).toBeLessThanOrEqual(Math.max(500, 5 * median));
  });

  it('are replaced where one dies, and the others serve meanwhile', async () => {
    const { environment, key } = await newPlace(engine);
    const program = await serveTwo({ environment });
    process.kill(pidsOf(program)[0] ?? 0, 'SIGKILL');
    await program.printed(/"end":"(SIGKILL)","msg":"a worker ended"/);
    expect(await askAll(program.url, key)).toEqual({ processCount: 1, statuses: [200] });
    await program.printed(/("replaces":\d,"msg":"a worker was replaced")/);
    expect(await askAll(program.url, key)).toEqual({ processCount: 2, statuses: [200] });
    program.child.kill('SIGTERM');
    expect(await program.ended).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('a number of workers', () => {
  /** The process ids of all workers of a server with such options. It is stopped first: then all is printed. */
  async function pidsWith(options: readonly string[]): Promise<number[]> {
    const program = await serveProgram(await newPlace(), options);
    program.child.kill('SIGTERM');
    await program.ended;
    return pidsOf(program);
  }

  it('may be auto: one for each core', async () => {
    const count = availableParallelism();
    expect(await pidsWith(['--workers', 'auto'])).toHaveLength(count === 1 ? 0 : count);
  });

  it('is one where nothing is said, and then the program is one process', async () => {
    expect(await pidsWith([])).toEqual([]);
  });
});

describe('workers behind TLS', () => {
  it('share one port, too', async () => {
    const folder = await newFolder();
    const { certificate, privateKey } = selfSigned();
    const [TLS_CERT_FILE, TLS_KEY_FILE] = [path.join(folder, 'cert.pem'), path.join(folder, 'key.pem')];
    await Promise.all([writeFile(TLS_CERT_FILE, certificate), writeFile(TLS_KEY_FILE, privateKey)]);
    const { environment, key } = await newPlace();
    const program = await serveTwo({ environment: { ...environment, TLS_CERT_FILE, TLS_KEY_FILE } });
    expect(new URL(program.url).protocol).toBe('https:');
    expect(await askAll(program.url, key)).toEqual({ processCount: 2, statuses: [200] });
    program.child.kill('SIGTERM');
    expect(await program.ended).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('workers that stop', () => {
  it.each([
    ['the primary', () => []],
    ['all processes, as supervisors and terminals do', pidsOf],
  ])('T113: finish what runs, when a signal comes to %s', async (_whom, alsoTo) => {
    const place = await newPlace();
    const program = await serveTwo(place);
    const release = holdWrites(place);
    const { answers, expected } = await startWrites(program.url, place.key);
    const stopping = millisecondsOf(() => program.ended);
    for (const pid of [Number(program.child.pid), ...alsoTo(program)]) process.kill(pid, 'SIGINT');
    await closed(program.url);
    release();
    expect(await answers()).toEqual(expected);
    expect(await program.ended).toMatchObject({ code: 0, stderr: '' });
    expect(await stopping).toBeLessThan(GRACE_MS);
    const log = `${String(place.environment.DATABASE_URL).replace('sqlite:', '')}-wal`;
    expect((await stat(log).catch(() => ({ size: 0 }))).size).toBe(0);
  });

  it('T114: end at once at the second signal', async () => {
    const place = await newPlace();
    const program = await serveTwo(place);
    const release = holdWrites(place);
    await startWrites(program.url, place.key);
    program.child.kill('SIGTERM');
    await program.printed(/"worker":\d,"signal":"(SIGTERM)"/);
    program.child.kill('SIGTERM');
    const took = await millisecondsOf(async () => {
      expect(await program.ended).toMatchObject({ code: 1 });
      await Promise.all(pidsOf(program).map(gone));
    });
    expect(took).toBeLessThan(AT_ONCE_MS);
    release();
  });

  it('make the program end with 1 where one of them could not finish', async () => {
    const program = await serveTwo(await newPlace());
    const [pid = 0] = pidsOf(program);
    process.kill(pid, 'SIGSTOP');
    program.child.kill('SIGTERM');
    await program.printed(/"worker":\d,"signal":"(SIGTERM)"/);
    process.kill(pid, 'SIGKILL');
    expect(await program.ended).toMatchObject({ code: 1, stderr: '' });
  });

  it('T114: do not wait for a client that is stuck, nor for a worker that is', async () => {
    const place = await newPlace();
    const [one, other] = await Promise.all([serveTwo(place), serveTwo(place)]);
    const socket = net.connect(Number(new URL(one.url).port), '127.0.0.1');
    socket.write(
      'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\nexpect: 100-continue\r\ncontent-length: 9\r\n\r\n',
    );
    await once(socket, 'data'); // It is asked for the body.
    socket.write('{');
    socket.on('error', () => undefined);
    const [pid = 0] = pidsOf(other);
    process.kill(pid, 'SIGSTOP');
    const took = await millisecondsOf(async () => {
      for (const { child } of [one, other]) child.kill('SIGTERM');
      expect(await one.ended).toMatchObject({ code: 0, stderr: '' });
      expect(await other.ended).toMatchObject({ code: 1, stderr: '' });
      await gone(pid);
    });
    expect(took).toBeLessThan(25_000);
    expect(took).toBeGreaterThan(9_000);
  });

  it('end when their primary is gone', async () => {
    const place = await newPlace();
    const program = await serveTwo(place);
    program.child.kill('SIGKILL');
    await Promise.all(pidsOf(program).map(gone));
    await expect(request(program.url, { path: '/healthz' })).rejects.toThrow('ECONNREFUSED');
  });
});

describe('workers that cannot start', () => {
  it('end the program with their sentence, said once, and the key that was made is still shown', async () => {
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
