import { rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { DAY_MS } from '../../src/clock';
import { describeOnEachEngine, freshLocation } from '../support/engines';
import { firstKeyOf } from '../support/firstKeyOf';
import { fromNow } from '../support/fromNow';
import { newFolder, type ServedProgram, serveProgram } from '../support/program';
import { selfSigned } from '../support/selfSigned';
import { times } from '../support/times';
import { askAll, linesOf, mutate, newPlace, pidsOf, serveTwo, urlOf } from '../support/workers';

const WRITERS = 20;

/** Starts two workers more, and so runs with `LONG=on`. */
const itAtLength = process.env.LONG === 'on' ? it : it.skip;

/**
 * Has writers rename a process each, again and again.
 * Shape: how many writes of others were answered while each was waiting, in order. Errors: any answer but the new name.
 */
async function overtakings(url: string, key: string, forMs: number): Promise<number[]> {
  const endsAt = performance.now() + forMs;
  const overtakenBy: number[] = [];
  const others: unknown[] = [];
  const write = async (id: string, name: string): Promise<void> => {
    const before = overtakenBy.length;
    const { status, answer } = await mutate(
      url,
      key,
      `updateProcess(input: { id: "${id}", name: "${name}" }) { process { name } }`,
    );
    if (status !== 200 || answer?.process?.name !== name) others.push({ status, answer });
    overtakenBy.push(overtakenBy.length - before);
  };
  const writers = Array.from({ length: WRITERS }, async (_none, writer) => {
    const made = await mutate(url, key, `createProcess(input: { name: "${writer}" }) { process { id } }`);
    for (let count = 0; performance.now() < endsAt; count += 1) {
      await write(made.answer.process.id, `${writer}.${count}`);
    }
  });
  await Promise.all(writers);
  expect(others).toEqual([]);
  return overtakenBy.sort((one, other) => one - other);
}

describeOnEachEngine('workers', (engine) => {
  let program: ServedProgram;
  let key: string;

  beforeAll(async () => {
    const DATABASE_URL = urlOf(await freshLocation(engine));
    program = await serveTwo({ environment: { DATABASE_URL, FAILURES_PER_MINUTE: '0' } });
    key = await firstKeyOf(program);
  });

  it('share one port, one secret and one first organization', async () => {
    expect(await askAll(program.url, key)).toEqual({ processCount: 2, statuses: [200] });
    expect(program.output().match(/API key {7}/g)).toHaveLength(1);
  });

  it('T24: all refuse a key at the very next request after it was deleted', async () => {
    const { url } = program;
    const input = `{ name: "Short", allScopes: true, expiresAt: "${fromNow(DAY_MS)}" }`;
    for (let round = 0; round < times({ usual: 2, long: 10 }); round += 1) {
      const { answer } = await mutate(url, key, `createApiKey(input: ${input}) { apiKey { id } secret { value } }`);
      expect(await askAll(url, answer.secret.value)).toEqual({ processCount: 2, statuses: [200] });
      await mutate(url, key, `deleteApiKey(input: { id: "${answer.apiKey.id}" }) { deletedApiKeyId }`);
      expect(await askAll(url, answer.secret.value)).toEqual({ processCount: 2, statuses: [401] });
    }
  });

  it('T104: 20 writers, again and again, are all answered, and on one SQLite file none is late', async () => {
    const overtakenBy = await overtakings(program.url, key, times({ usual: 1_500, long: 5_000 }));
    if (engine === 'postgres') return; // T104 asks nothing of the order of writes that PostgreSQL makes run again.
    expect(overtakenBy.at(-1)).toBeLessThan(3 * WRITERS); // One that is late let the others pass again and again.
  });

  it('are replaced where one dies, and the others serve meanwhile', async () => {
    process.kill(pidsOf(program)[0] ?? 0, 'SIGKILL');
    await program.printed(/"end":"(SIGKILL)","msg":"a worker ended"/);
    expect(await askAll(program.url, key)).toEqual({ processCount: 1, statuses: [200] });
    await program.printed(/("replaces":\d,"msg":"a worker was replaced")/);
    expect(await askAll(program.url, key)).toEqual({ processCount: 2, statuses: [200] });
  });

  it('have all said once where they listen, when a signal ends them', async () => {
    program.child.kill('SIGTERM');
    const { code, stdout, stderr } = await program.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = linesOf(stdout);
    const listening = expect.objectContaining({ msg: 'listening', url: program.url, engine });
    expect(lines.filter((line) => 'url' in line)).toEqual([listening]);
    expect(lines.flatMap(({ msg, worker }) => (msg === 'a worker listens' ? worker : [])).sort()).toEqual([1, 2, 3]);
  });
});

describe('a worker that takes the place of another', () => {
  it('serves with the secrets that the program was started with, though their files have changed or are gone', async () => {
    const { environment, key } = await newPlace('postgres');
    const { environment: other } = await newPlace('postgres');
    const folder = await newFolder();
    const [DATABASE_URL_FILE, LATCHKEY_SECRET_FILE] = [path.join(folder, 'url'), path.join(folder, 'secret')];
    await writeFile(DATABASE_URL_FILE, `${environment.DATABASE_URL}`);
    await writeFile(LATCHKEY_SECRET_FILE, `${environment.LATCHKEY_SECRET}`);
    const program = await serveTwo({ environment: { DATABASE_URL_FILE, LATCHKEY_SECRET_FILE } });
    await writeFile(DATABASE_URL_FILE, `${other.DATABASE_URL}`);
    await rm(LATCHKEY_SECRET_FILE);
    process.kill(pidsOf(program)[0] ?? 0, 'SIGKILL');
    await program.printed(/("replaces":\d,"msg":"a worker was replaced"|"msg":"it cannot serve")/);
    expect(await askAll(program.url, key)).toEqual({ processCount: 2, statuses: [200] });
  });

  itAtLength('serves with the secret of the data folder that the program was started with', async () => {
    const folder = await newFolder();
    const DATABASE_URL = `sqlite:${path.join(folder, 'latchkey.sqlite')}`;
    const program = await serveTwo({ environment: { DATABASE_URL } });
    const key = await firstKeyOf(program);
    await writeFile(path.join(folder, 'secret'), 'another secret that is long enough as well');
    process.kill(pidsOf(program)[0] ?? 0, 'SIGKILL');
    await program.printed(/("replaces":\d,"msg":"a worker was replaced"|"msg":"it cannot serve")/);
    expect(await askAll(program.url, key)).toEqual({ processCount: 2, statuses: [200] });
  });
});

describe('a number of workers', () => {
  it('may be auto: one for each core', async () => {
    const count = availableParallelism();
    const program = await serveProgram(await newPlace(), ['--workers', 'auto']);
    program.child.kill('SIGTERM'); // Once it is stopped all is printed.
    await program.ended;
    expect(pidsOf(program)).toHaveLength(count === 1 ? 0 : count);
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
