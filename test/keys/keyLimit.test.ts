import { DAY_MS } from '../../src/clock';
import { RowLimit } from '../../src/limits/RowLimit';
import type { RunSql } from '../../src/storage/Storage';
import { createApiKey, deleteApiKey } from '../support/apiKeyMutations';
import { describeOnEachEngine } from '../support/engines';
import { fromNow } from '../support/fromNow';
import { environmentOf } from '../support/locationEnvironment';
import { runInProcess } from '../support/runInProcess';
import { mutate, newPlace, serveTwo } from '../support/workers';
import { NOW, sharedWorld } from '../support/world';

const MAX = 4;
const itLong = process.env.LONG === 'on' ? it : it.skip;
const INPUT = { name: 'CI', scopes: ['workspace.process:read'], expiresAt: new Date(NOW + 2 * DAY_MS).toISOString() };
const REQUEST = '0f8fad5b-d9cb-469f-a165-70867728950e';
const SENTENCE =
  'The organization has 4 API keys, and this server allows no more. Delete some that nobody uses; deleted and expired ' +
  'keys do not count. The operator may raise MAX_KEYS_PER_ORGANIZATION.';

describeOnEachEngine('the limit of keys of an organization', (engine) => {
  const world = sharedWorld(engine, { MAX_KEYS_PER_ORGANIZATION: `${MAX}`, MAX_PROCESSES_PER_ORGANIZATION: '2' });

  async function fullOrganization() {
    const acme = await world().organization();
    for (let count = 1; count < MAX; count += 1) await world().key(acme, { expiresAt: world().now + DAY_MS });
    return acme;
  }

  it('refuses one more with LIMIT_REACHED, which says the limit and what to do', async () => {
    const document = `mutation ($input: CreateApiKeyInput!) {
      createApiKey(input: $input) { apiKey { id } secret { value } userErrors { code message path } }
    }`;
    const { status, body } = await world()
      .as((await fullOrganization()).key)
      .run(document, { input: INPUT });
    const userErrors = [{ code: 'LIMIT_REACHED', message: SENTENCE, path: ['input'] }];
    expect([status, body.data]).toEqual([200, { createApiKey: { apiKey: null, secret: null, userErrors } }]);
  });

  it('counts no other organization', async () => {
    await fullOrganization();
    const { body } = await createApiKey(world().as((await world().organization('Other')).key), INPUT);
    expect(body.data.createApiKey.userErrors).toEqual([]);
  });

  it('counts no key that was deleted or has expired, and each that was disabled', async () => {
    const acme = await fullOrganization();
    const codes = async () =>
      (await createApiKey(world().as(acme.key), INPUT)).body.data.createApiKey.userErrors.map(
        ({ code }: { code: string }) => code,
      );
    const [{ id = '' } = {}] = await world().rows<{ id: string }>(
      'SELECT "id" FROM "api_key" WHERE "organizationId" = $1 AND "id" <> $2',
      [acme.id, acme.key.id],
    );
    await world().rows('UPDATE "api_key" SET "disabledAt" = $1 WHERE "id" = $2', [NOW, id]);
    expect(await codes()).toEqual(['LIMIT_REACHED']);
    await deleteApiKey(world().as(acme.key), id);
    expect([await codes(), await codes()]).toEqual([[], ['LIMIT_REACHED']]);
    world().now = NOW + DAY_MS;
    expect(await codes()).toEqual([]);
  });

  it('answers the key that a requestId made before, and leaves a requestId that it refuses for later', async () => {
    const acme = await world().organization();
    const speaker = world().as(acme.key);
    const made = await createApiKey(speaker, { ...INPUT, requestId: REQUEST });
    for (let count = 2; count < MAX; count += 1) await world().key(acme);
    const again = await createApiKey(speaker, { ...INPUT, requestId: REQUEST });
    expect(again.body.data.createApiKey.apiKey.id).toBe(made.body.data.createApiKey.apiKey.id);
    const other = { ...INPUT, requestId: REQUEST.replace('0', '1') };
    expect((await createApiKey(speaker, other)).body.data.createApiKey.userErrors).toMatchObject([
      { code: 'LIMIT_REACHED' },
    ]);
    await deleteApiKey(speaker, made.body.data.createApiKey.apiKey.id);
    expect((await createApiKey(speaker, other)).body.data.createApiKey.userErrors).toEqual([]);
  });

  it('holds for 50 creations at once, of two servers on PostgreSQL', async () => {
    const acme = await world().organization();
    const servers = engine === 'postgres' ? [world(), await world().secondServer()] : [world()];
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_none, index) =>
        createApiKey((servers[index % servers.length] ?? world()).as(acme.key), INPUT),
      ),
    );
    const codes = answers.map(({ body }) => body.data.createApiKey.userErrors[0]?.code ?? 'MADE');
    expect(codes.filter((code) => code === 'MADE')).toHaveLength(MAX - 1);
    expect(codes.filter((code) => code === 'LIMIT_REACHED')).toHaveLength(50 - MAX + 1);
  });

  it('holds on the command line', async () => {
    world().now = Date.now(); // The command line has the real clock.
    const acme = await fullOrganization();
    const environment = { ...environmentOf(world().config.database), MAX_KEYS_PER_ORGANIZATION: `${MAX}` };
    const wishes = ['--name', 'CI', '--all-scopes', '--expires-at', '1d', '--organization', acme.id];
    const { code, stdout, stderr } = await runInProcess(['keys', 'create', ...wishes], { environment });
    expect([code, stdout, stderr]).toEqual([1, '', `${SENTENCE}\n`]);
  });

  it('has a sibling for processes, of which deleted ones do not count', async () => {
    const speaker = world().as((await world().organization()).key);
    const create = async () => {
      const document =
        'mutation { createProcess(input: { name: "P" }) { process { id } userErrors { code message path } } }';
      return (await speaker.run(document)).body.data.createProcess;
    };
    const { process } = await create();
    expect((await create()).userErrors).toEqual([]);
    const message =
      'The organization has 2 processes, and this server allows no more. Delete some that nobody uses. The operator may ' +
      'raise MAX_PROCESSES_PER_ORGANIZATION.';
    const refused = { process: null, userErrors: [{ code: 'LIMIT_REACHED', message, path: ['input'] }] };
    expect(await create()).toEqual(refused);
    await speaker.run(`mutation { deleteProcess(input: { id: "${process.id}" }) { userErrors { code } } }`);
    expect((await create()).userErrors).toEqual([]);
  });

  itLong('holds for 50 creations at once, of two server processes', async () => {
    const { environment, key } = await newPlace(engine);
    const { url } = await serveTwo({ environment: { ...environment, MAX_KEYS_PER_ORGANIZATION: '20' } });
    const input = `{ name: "CI", allScopes: true, expiresAt: "${fromNow(DAY_MS)}" }`;
    const create = () => mutate(url, key, `createApiKey(input: ${input}) { userErrors { code } }`);
    const answers = await Promise.all(Array.from({ length: 50 }, create));
    const codes = answers.map(({ answer }) => answer?.userErrors[0]?.code ?? 'MADE');
    expect(codes.filter((code) => code === 'MADE')).toHaveLength(19);
    expect(codes.filter((code) => code === 'LIMIT_REACHED')).toHaveLength(31);
  });
});

describe('a limit of rows', () => {
  const world = sharedWorld('sqlite');

  /** Shape: which of the creations at these instants counts. Units: milliseconds from the first. */
  async function countsAt(max: number, instants: readonly number[]): Promise<boolean[]> {
    const acme = await world().organization();
    let count = 0;
    const sql: RunSql = (text, values) => {
      count += 1;
      return world().database.sql(text, values);
    };
    const statement = 'SELECT COUNT(*) AS "count" FROM "api_key" WHERE "organizationId" = $1 LIMIT $2';
    const rowLimit = new RowLimit(max, statement);
    const now = jest.spyOn(performance, 'now');
    try {
      const counted: boolean[] = [];
      for (const instant of instants) {
        now.mockReturnValue(instant);
        const before = count;
        await rowLimit.isReached(sql, acme.id);
        counted.push(count > before);
      }
      return counted;
    } finally {
      now.mockRestore();
    }
  }

  it('counts each time where the limit is near', async () => {
    expect(await countsAt(1_000, [0, 0, 1])).toEqual([true, true, true]);
  });

  it('counts once while all that can have been made since leaves a place', async () => {
    expect(await countsAt(1_001, [0, 0, 99, 100, 199])).toEqual([true, false, false, true, false]);
    expect(await countsAt(4_001, [0, 399, 400, 799])).toEqual([true, false, true, false]);
  });
});
