import { DAY_MS } from '../../src/clock';
import type { AppError } from '../../src/errors';
import { disableApiKey, enableApiKey, endApiKey, payloadOf, restoreApiKey } from '../support/endMutations';
import { describeOnEachEngine } from '../support/engines';
import { runJob } from '../support/runJob';
import { type Answer, NOW, sharedWorld, type World } from '../support/world';

const VIEWER = '{ viewer { name } }';
const DELETE_PROCESS = 'mutation ($id: ID!) { deleteProcess(input: { id: $id }) { userErrors { code } } }';

/** What came of each: a status other than 200, the codes of the refusal, or nothing. Each is listed once. */
function kindsOf(answers: readonly Answer[]): string[] {
  const kinds = answers.map(({ status, body }) => {
    if (status !== 200 || body.errors) return `${status} ${body.errors?.[0].extensions.code}`;
    return Object.values<{ userErrors: { code: string }[] }>(body.data)[0]?.userErrors[0]?.code ?? 'done';
  });
  return [...new Set(kinds)].sort();
}

describeOnEachEngine('of changes at once', (engine) => {
  const world = sharedWorld(engine);
  let second: World;
  beforeAll(async () => {
    second = await world().secondServer();
  });

  /** Ten times two works by turns, each on a server of its own, all at once. */
  function byTurns(one: (on: World) => Promise<Answer>, other: (on: World) => Promise<Answer>): Promise<Answer[]> {
    return Promise.all(Array.from({ length: 20 }, (_each, index) => (index % 2 === 0 ? one(world()) : other(second))));
  }

  async function countOf(type: string, id: string): Promise<number> {
    const sql = `SELECT "id" FROM "audit_event" WHERE "type" = $1 AND "targetId" = $2 AND "outcome" = 'SUCCESS'`;
    return (await world().rows(sql, [type, id])).length;
  }

  it('a key is refused once its end was answered, however it is used meanwhile', async () => {
    const acme = await world().organization();
    const key = await world().key(acme);
    const uses = Promise.all([
      ...Array.from({ length: 20 }, (_each, index) => (index % 2 === 0 ? world() : second).as(key).run(VIEWER)),
    ]);
    const written = Promise.all([world(), second].map((on) => runJob(on, 'write-key-use')));
    const disabled = await disableApiKey(world().as(acme.key), { id: key.id });
    expect(payloadOf(disabled).apiKey).toMatchObject({ status: 'DISABLED', version: 2 });
    expect([(await second.as(key).run(VIEWER)).status, (await world().as(key).run(VIEWER)).status]).toEqual([401, 401]);
    expect((await uses).every(({ status }) => status === 200 || status === 401)).toBe(true);
    await written;
    const [row] = await world().rows('SELECT "version" FROM "api_key" WHERE "id" = $1', [key.id]);
    expect(row).toEqual({ version: 2 });
  });

  it('a key that is deleted and restored is one or the other, and each change has its event', async () => {
    const acme = await world().organization();
    const key = await world().key(acme);
    const answers = await byTurns(
      (on) => endApiKey(on.as(acme.key), { id: key.id }),
      (on) => restoreApiKey(on.as(acme.key), { id: key.id }),
    );
    expect(kindsOf(answers).filter((kind) => kind !== 'done' && kind !== 'NOT_FOUND')).toEqual([]);
    const [deleted, restored] = [await countOf('api_key.deleted', key.id), await countOf('api_key.restored', key.id)];
    const { status } = await world().as(key).run(VIEWER);
    expect(deleted - restored).toBe(status === 401 ? 1 : 0);
    const [row] = await world().rows('SELECT "version" FROM "api_key" WHERE "id" = $1', [key.id]);
    expect(row).toEqual({ version: 1 + deleted + restored });
  });

  it('a key gets one new secret where twenty replace it', async () => {
    const acme = await world().organization();
    const key = await world().key(acme);
    await disableApiKey(world().as(acme.key), { id: key.id, reason: 'COMPROMISED' });
    const replace = (on: World) => enableApiKey(on.as(acme.key), { id: key.id, replaceSecret: true });
    const answers = await byTurns(replace, replace);
    expect(kindsOf(answers)).toEqual(['done']);
    const secrets = answers.flatMap((answer) => payloadOf(answer).secret ?? []);
    expect(secrets).toHaveLength(1);
    expect((await second.as(secrets[0].value).run(VIEWER)).status).toBe(200);
    const numbers = 'SELECT "number" FROM "api_key_secret" WHERE "apiKeyId" = $1 ORDER BY "number"';
    expect(await world().rows(numbers, [key.id])).toEqual([{ number: 1 }, { number: 2 }]);
  });

  it('of one version one wins, and the others are told what is there', async () => {
    const acme = await world().organization();
    const { id } = await world().key(acme);
    const rename = `mutation ($id: ID!) {
      updateApiKey(input: { id: $id, version: 1, name: "New" }) { apiKey { version } userErrors { code } }
    }`;
    const answers = await byTurns(
      (on) => on.as(acme.key).run(rename, { id }),
      (on) => disableApiKey(on.as(acme.key), { id, version: 1 }),
    );
    expect(kindsOf(answers)).toEqual(['CONFLICT', 'done']);
    expect(answers.map((answer) => payloadOf(answer).apiKey.version)).toEqual(Array(20).fill(2));
    expect((await countOf('api_key.updated', id)) + (await countOf('api_key.disabled', id))).toBe(1);
  });

  it('a cascade leaves no key alive that the key makes meanwhile', async () => {
    const acme = await world().organization();
    const key = await world().key(acme, { name: 'Maker' });
    const input = { name: 'Made', scopes: ['workspace.process:read'], expiresAt: NOW + DAY_MS };
    // All have been let in before the end: whoever writes after it must find that out by itself.
    const makers = await Promise.all(
      [world(), second].map(async ({ app: { services } }) => {
        const caller = await services.authenticator.authenticate(key, { address: '127.0.0.1', requestId: 'race' });
        const told = (error: AppError) => error.code;
        return () => services.apiKeys.createApiKey(caller, input).then(() => 'made', told);
      }),
    );
    const makeTen = () => Array.from({ length: 5 }).flatMap(() => makers.map((make) => make()));
    const end = () => endApiKey(world().as(acme.key), { id: key.id, cascade: true });
    const [, ...made] = await Promise.all([end(), ...makeTen(), ...makeTen()]);
    expect(made.filter((each) => each !== 'made' && each !== 'UNAUTHENTICATED')).toEqual([]);
    expect(await Promise.all(makers.map((make) => make()))).toEqual(['UNAUTHENTICATED', 'UNAUTHENTICATED']);
    const live = 'SELECT "id" FROM "api_key" WHERE "createdById" = $1 AND "deletedAt" IS NULL';
    expect(await world().rows(live, [key.id])).toEqual([]);
  });

  it('no key lives of a process that is deleted while keys are restored', async () => {
    const acme = await world().organization();
    const process = await world().process(acme);
    const keys = [];
    for (let count = 0; count < 10; count += 1) keys.push(await world().key(acme, { processId: process.id }));
    for (const { id } of keys) await endApiKey(world().as(acme.key), { id });
    const ids = keys.map(({ id }) => id);
    let isDeleted = false;
    const restore = (on: World) => restoreApiKey(on.as(acme.key), { id: ids.pop() ?? '' });
    const answers = await byTurns(restore, (on) => {
      if (isDeleted || ids.length > 6) return restore(on);
      isDeleted = true;
      return on.as(acme.key).run(DELETE_PROCESS, { id: process.id });
    });
    expect(kindsOf(answers).filter((kind) => !['done', 'NOT_ACTIVE', 'NOT_FOUND'].includes(kind))).toEqual([]);
    const live = 'SELECT "id" FROM "api_key" WHERE "processId" = $1 AND "deletedAt" IS NULL';
    expect(await world().rows(live, [process.id])).toEqual([]);
  });
});
