import BetterSqlite3 from 'better-sqlite3';
import { Client } from 'pg';
import { CuttableProxy } from '../support/CuttableProxy';
import { onServer } from '../support/engines';
import { endAfter } from '../support/leftOpen';
import { millisecondsOf } from '../support/measure';
import { runJob } from '../support/runJob';
import { times } from '../support/times';
import { waitUntil } from '../support/waitUntil';
import { type Answer, NOW, sharedWorld, type TestKey, type World } from '../support/world';

const READ = '{ viewer { name } }';
const WRITE = `mutation ($expiresAt: DateTime!) {
  createApiKey(input: { name: "Key", allScopes: true, expiresAt: $expiresAt }) { apiKey { id } userErrors { code } }
}`;
const EXPIRES_AT = new Date(NOW + 86_400_000).toISOString();

const UNAVAILABLE = {
  status: 503,
  retryAfter: '5',
  errors: [{ code: 'SERVICE_UNAVAILABLE', message: 'The service cannot answer right now. Wait, then try again.' }],
};

/** What tells an answer that the database was out of reach from any other. */
function summaryOf({ status, headers, body }: Answer) {
  const errors = (body.errors ?? []).map((error: { message: string; extensions: { code: string } }) => ({
    code: error.extensions.code,
    message: error.message,
  }));
  return { status, retryAfter: headers['retry-after'], errors };
}

function write(world: World, key: TestKey): Promise<Answer> {
  return world.as(key).run(WRITE, { expiresAt: EXPIRES_AT });
}

describe('an outage of PostgreSQL', () => {
  const world = sharedWorld('postgres');

  it('T115: costs the requests that run while connections are killed, and no other', async () => {
    const acme = await world().organization();
    const { database } = world().config;
    const name = database.engine === 'postgres' ? new URL(database.url).pathname.slice(1) : '';
    const acknowledged: string[] = [];
    const others: Answer[] = [];
    const ask = async (): Promise<void> => {
      for (let count = 0; count < 20; count += 1) {
        const answer = await write(world(), acme.key);
        if (answer.status === 200) acknowledged.push(answer.body.data.createApiKey.apiKey.id);
        else others.push(answer);
      }
    };
    const asking = Promise.all([ask(), ask(), ask(), ask(), ask()]);
    for (let count = 1; count <= 5; count += 1) {
      await waitUntil(`${10 * count} answers`, () => acknowledged.length + others.length >= 10 * count);
      await onServer(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`);
    }
    await asking;
    expect(others.map(summaryOf)).toEqual(others.map(() => UNAVAILABLE));
    expect(others.length).toBeLessThan(50);
    const stored = await world().rows<{ id: string }>('SELECT "id" FROM "api_key" WHERE "organizationId" = $1', [
      acme.id,
    ]);
    expect(acknowledged.filter((id) => !stored.some((row) => row.id === id))).toEqual([]);
    expect((await write(world(), acme.key)).status).toBe(200);
  });

  it('T115: is told as 503 for as long as it lasts, and is over at once when PostgreSQL is back', async () => {
    const acme = await world().organization();
    const { database } = world().config;
    const { proxy, viaProxy } = await CuttableProxy.to(database.engine === 'postgres' ? database.url : '');
    const server = await world().secondServer({ database: { engine: 'postgres', url: viaProxy } });
    const ready = async () => (await server.request({ path: '/readyz' })).status;
    expect([(await server.as(acme.key).run(READ)).status, await ready()]).toEqual([200, 200]);
    await proxy.cut();
    expect(summaryOf(await server.as(acme.key).run(READ))).toEqual(UNAVAILABLE);
    expect(summaryOf(await write(server, acme.key))).toEqual(UNAVAILABLE);
    expect(summaryOf(await server.as(`lko_${'0'.repeat(16)}:${acme.key.pass}`).run(READ))).toEqual(UNAVAILABLE);
    expect([(await server.request({ path: '/healthz' })).status, await ready()]).toEqual([200, 503]);
    await proxy.mend();
    expect([(await server.as(acme.key).run(READ)).status, await ready()]).toEqual([200, 200]);
    expect((await write(server, acme.key)).status).toBe(200);
    await server.close();
    await proxy.cut();
  });

  it('is two lines in the log, however much fails: when it begins, and how much failed when it is over', async () => {
    const acme = await world().organization();
    const { database } = world().config;
    const { proxy, viaProxy } = await CuttableProxy.to(database.engine === 'postgres' ? database.url : '');
    endAfter('test', () => proxy.cut());
    const server = await world().secondServer({ database: { engine: 'postgres', url: viaProxy } });
    const told = () => server.logLines.map((line) => JSON.parse(line)).filter(({ level }) => level >= 40);
    await server.as(acme.key).run(READ);
    await proxy.cut();
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_none, index) =>
        index % 2 === 0 ? server.as(acme.key).run(READ) : write(server, acme.key),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
    const key = { id: acme.key.id, lastUsedAt: null, secretNumber: 1, otherState: null };
    server.app.services.keyUse.used(key, { number: 1, state: 'CURRENT' }, { address: '192.0.2.1', requestId: '' }, NOW);
    await server.app.services.keyUse.flush(); // What jobs could not do counts, too.
    expect(told()).toEqual([
      expect.objectContaining({ msg: 'the database cannot answer: what fails until it does is counted', level: 50 }),
    ]);
    await proxy.mend();
    await waitUntil('the outage is over', () => told().length > 1);
    expect(told().slice(1)).toEqual([
      expect.objectContaining({ msg: 'the database answers again', level: 40, seconds: expect.any(Number) }),
    ]);
    expect(told()[1].failureCount).toBeGreaterThan(100);
    await server.close();
  });

  it('of a network that loses everything does not hold a request for ever', async () => {
    const acme = await world().organization();
    const { database } = world().config;
    const { proxy, viaProxy } = await CuttableProxy.to(database.engine === 'postgres' ? database.url : '');
    const server = await world().secondServer({ database: { engine: 'postgres', url: viaProxy } });
    expect((await server.as(acme.key).run(READ)).status).toBe(200);
    proxy.silence();
    const answers: Answer[] = [];
    const milliseconds = await millisecondsOf(async () => {
      answers.push(...(await Promise.all([server.as(acme.key).run(READ), write(server, acme.key)])));
    });
    expect(answers.map(summaryOf)).toEqual([UNAVAILABLE, UNAVAILABLE]);
    expect(milliseconds).toBeLessThan(20_000);
    await waitUntil('that it was slow is in the log', () => server.logLines.join('').includes('a slow answer'));
    await proxy.mend();
    expect((await server.as(acme.key).run(READ)).status).toBe(200);
    await proxy.cut();
  });
});

describe('PostgreSQL where another client keeps every write waiting', () => {
  const world = sharedWorld('postgres');

  /** Holds what every write needs, until the test is over or it is let go. */
  const block = async (): Promise<{ letGo: () => Promise<void>; waitingCount: () => Promise<number> }> => {
    const { database } = world().config;
    const blocker = new Client({ connectionString: database.engine === 'postgres' ? database.url : '' });
    await blocker.connect();
    await blocker.query('BEGIN');
    await blocker.query('LOCK TABLE "audit_event"');
    let isHeld = true;
    const letGo = async (): Promise<void> => {
      if (isHeld) await blocker.end();
      isHeld = false;
    };
    endAfter('test', letGo);
    const WAITING = `SELECT 1 FROM pg_locks WHERE NOT "granted" AND "relation" = 'audit_event'::regclass
      AND "mode" = 'RowExclusiveLock'`;
    return { letGo, waitingCount: async () => (await blocker.query(WAITING)).rows.length };
  };

  it('checks keys as ever: reads have connections of their own', async () => {
    const acme = await world().organization();
    const { letGo, waitingCount } = await block();
    const writing = Promise.all(Array.from({ length: 12 }, () => write(world(), acme.key)));
    await waitUntil('all connections for writes wait', async () => (await waitingCount()) === 5);
    const sealing = runJob(world(), 'seal-audit-log').catch(() => 'later'); // Jobs read what others keep waiting.
    const reading = await Promise.all(Array.from({ length: 12 }, () => world().as(acme.key).run(READ)));
    expect(reading.map(({ status }) => status)).toEqual(reading.map(() => 200));
    expect((await world().request({ path: '/readyz' })).status).toBe(200);
    await letGo();
    await sealing;
    expect((await writing).map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 200));
  });

  it('tells a write that finds no connection so in time, and one that has it a little later', async () => {
    const acme = await world().organization();
    await block();
    const milliseconds: number[] = [];
    const writing = Array.from({ length: times({ usual: 0, long: 12 }) }, async () => {
      const answers: Answer[] = [];
      milliseconds.push(await millisecondsOf(async () => void answers.push(await write(world(), acme.key))));
      return answers.map(summaryOf);
    });
    expect(await Promise.all(writing)).toEqual(writing.map(() => [UNAVAILABLE]));
    const [inTime, later] = [(each: number) => each < 6_000, (each: number) => each >= 6_000 && each < 15_000];
    expect(milliseconds.filter(inTime)).toHaveLength(Math.max(writing.length - 5, 0));
    expect(milliseconds.filter(later)).toHaveLength(Math.min(writing.length, 5));
  }, 30_000);
});

describe('SQLite whose write lock another program holds', () => {
  const world = sharedWorld('sqlite');

  it('answers reads as ever, ends every write with 503 in time, and writes again when it is free', async () => {
    const acme = await world().organization();
    const { database } = world().config;
    const other = new BetterSqlite3(database.engine === 'sqlite' ? database.file : '');
    other.exec('BEGIN IMMEDIATE');
    const writing = Promise.all([1, 2, 3].map(() => write(world(), acme.key)));
    expect((await world().as(acme.key).run(READ)).status).toBe(200);
    let answers: Answer[] = [];
    const milliseconds = await millisecondsOf(async () => {
      answers = await writing;
    });
    other.exec('ROLLBACK');
    other.close();
    expect(answers.map(summaryOf)).toEqual([UNAVAILABLE, UNAVAILABLE, UNAVAILABLE]);
    expect(milliseconds).toBeLessThan(15_000);
    expect((await write(world(), acme.key)).status).toBe(200);
  });
});
