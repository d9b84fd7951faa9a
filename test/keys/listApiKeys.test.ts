import { DAY_MS } from '../../src/clock';
import { migrate } from '../../src/database/migrations';
import { openDatabase } from '../../src/running/openDatabase';
import type { DatabaseLocation } from '../../src/SettingReader';
import { ALIKE_NAMES } from '../support/ALIKE_NAMES';
import { describeOnEachEngine, onServer } from '../support/engines';
import { NOW, sharedWorld, type TestKey, type TestOrganization } from '../support/world';

const READ = 'workspace.process:read';
const UPLOAD = 'workspace.file:upload';

describeOnEachEngine('apiKeys', (engine) => {
  const world = sharedWorld(engine);

  /** The names of the keys that a caller is listed, in order. */
  async function names(key: TestKey, filter: object = {}, orderBy: string | null = null): Promise<string[]> {
    const document = `query ($filter: ApiKeyFilter, $orderBy: ApiKeyOrder) {
      apiKeys(filter: $filter, orderBy: $orderBy) { totalCount edges { node { name } } }
    }`;
    const { body } = await world().as(key).run(document, { filter, orderBy });
    const { totalCount, edges } = body.data.apiKeys;
    expect(totalCount).toBe(edges.length);
    return edges.map((edge: { node: { name: string } }) => edge.node.name);
  }

  interface Shelf {
    readonly acme: TestOrganization;
    readonly processId: string;
    readonly keys: Readonly<Record<'alpha' | 'bravo' | 'charlie' | 'delta' | 'echo', TestKey>>;
  }

  /** An organization with a key of every kind and status, each made a second after the one before. */
  async function shelf(): Promise<Shelf> {
    const acme = await world().organization();
    const { id: processId } = await world().process(acme);
    const make = async (name: string, days: number, wishes: { processId?: string; scopes?: string[] }) => {
      world().now += 1_000;
      return world().key(acme, { name, expiresAt: NOW + days * DAY_MS, ...wishes });
    };
    const keys = {
      alpha: await make('Alpha', 50, { scopes: [READ] }),
      bravo: await make('bravo', 40, { scopes: [READ, UPLOAD], processId }),
      charlie: await make('CHARLIE', 30, { scopes: [UPLOAD] }),
      delta: await make('delta_100%', 20, { scopes: ['workspace.process:create'] }),
      echo: await make('Écho', 10, { scopes: [READ], processId }),
    };
    await world().rows('UPDATE "api_key" SET "disabledAt" = $1 WHERE "id" = $2', [NOW, keys.charlie.id]);
    await world().rows('UPDATE "api_key" SET "deletedAt" = $1 WHERE "id" = $2', [NOW, keys.delta.id]);
    world().now = NOW + 10 * DAY_MS; // Écho has expired. The organization's own key, "Key", lasts 90 days.
    return { acme, processId, keys };
  }

  it('lists the newest first, without those that were deleted', async () => {
    const { acme } = await shelf();
    expect(await names(acme.key)).toEqual(['Écho', 'CHARLIE', 'bravo', 'Alpha', 'Key']);
  });

  it.each([
    ['CREATED_AT_DESC', ['Écho', 'CHARLIE', 'bravo', 'Alpha', 'Key']],
    ['CREATED_AT_ASC', ['Key', 'Alpha', 'bravo', 'CHARLIE', 'Écho']],
    ['EXPIRES_AT_ASC', ['Écho', 'CHARLIE', 'bravo', 'Alpha', 'Key']],
    ['EXPIRES_AT_DESC', ['Key', 'Alpha', 'bravo', 'CHARLIE', 'Écho']],
    ['NAME_ASC', ['Alpha', 'bravo', 'CHARLIE', 'Key', 'Écho']],
    ['NAME_DESC', ['Écho', 'Key', 'CHARLIE', 'bravo', 'Alpha']],
  ])('sorts by %s', async (orderBy, expected) => {
    const { acme } = await shelf();
    expect(await names(acme.key, {}, orderBy)).toEqual(expected);
  });

  it.each([
    ['keys of organizations', { owner: 'ORGANIZATION' }, ['Alpha', 'CHARLIE', 'Key']],
    ['keys of processes', { owner: 'PROCESS' }, ['bravo', 'Écho']],
    ['those that work', { status: ['ACTIVE'] }, ['Alpha', 'bravo', 'Key']],
    ['expired ones', { status: ['EXPIRED'] }, ['Écho']],
    ['disabled ones', { status: ['DISABLED'] }, ['CHARLIE']],
    ['deleted ones', { status: ['DELETED'] }, ['delta_100%']],
    ['deleted and disabled ones', { status: ['DELETED', 'DISABLED', 'DELETED'] }, ['CHARLIE', 'delta_100%']],
    ['no status', { status: [] }, []],
    ['every status', { status: null }, ['Alpha', 'bravo', 'CHARLIE', 'Key', 'Écho']],
    ['those with a scope', { scope: UPLOAD, owner: 'PROCESS' }, ['bravo']],
    ['those with a scope that begins like another', { scope: 'workspace.process:re' }, []],
    ['those with no scope that there is', { scope: '%' }, []],
    ['those with two scopes in one word', { scope: `${UPLOAD} ${READ}` }, []],
    ['those with a part of the name, in any case', { text: 'cHaRl' }, ['CHARLIE']],
    ['those with a letter of another script in any case', { text: 'éCHO' }, ['Écho']],
    ['text with a percent sign', { text: '%', status: ['ACTIVE', 'DELETED'] }, ['delta_100%']],
    ['text with an underscore', { text: 'a_1', status: ['ACTIVE', 'DELETED'] }, ['delta_100%']],
    ['text with an underscore where a name has a letter', { text: 'al_ha' }, []],
    ['text with the escape character', { text: '!' }, []],
    ['those that expire before a day', { expiresBefore: '2027-01-02T12:00:00Z' }, ['CHARLIE', 'Écho']],
    [
      'those that expire before a moment later',
      { expiresBefore: '2027-01-02T12:00:00.001Z' },
      ['bravo', 'CHARLIE', 'Écho'],
    ],
    ['what all of it says', { owner: 'PROCESS', status: ['ACTIVE'], scope: READ, text: 'b' }, ['bravo']],
  ])('lists %s', async (_what, filter, expected) => {
    const { acme } = await shelf();
    expect(await names(acme.key, filter, 'NAME_ASC')).toEqual(expected);
  });

  it('lists the keys of one process', async () => {
    const { acme, processId } = await shelf();
    const [other, foreign] = [await world().process(acme, 'Other'), await world().organization('Foreign')];
    expect(await names(acme.key, { processId }, 'NAME_ASC')).toEqual(['bravo', 'Écho']);
    expect(await names(acme.key, { processId: other.id })).toEqual([]);
    expect(await names(acme.key, { processId: 'no id' })).toEqual([]);
    expect(await names(foreign.key, { processId })).toEqual([]);
  });

  it('finds a key by a part of its public half, in any case', async () => {
    const { acme, keys } = await shelf();
    const part = keys.bravo.user.slice(6);
    expect(await names(acme.key, { text: part })).toEqual(['bravo']);
    expect(await names(acme.key, { text: part.toUpperCase() })).toEqual(['bravo']);
    expect(await names(acme.key, { text: 'lkp_' }, 'NAME_ASC')).toEqual(['bravo', 'Écho']);
  });

  it('finds a key in whichever letters its name is searched for', async () => {
    const { id, key } = await world().organization();
    for (const [, name] of ALIKE_NAMES) await world().key({ id }, { name });
    const found = await Promise.all(ALIKE_NAMES.map(([text]) => names(key, { text })));
    expect(ALIKE_NAMES.filter(([, name], index) => !found[index]?.includes(name))).toEqual([]);
  });

  it('never finds a key by its secret half', async () => {
    const { acme, keys } = await shelf();
    expect(await names(acme.key, { text: keys.bravo.pass })).toEqual([]);
    expect(await names(acme.key, { text: 'lks_' })).toEqual([]);
  });

  it('tells the status of each', async () => {
    const { acme } = await shelf();
    const all = '[ACTIVE, EXPIRED, DISABLED, DELETED]';
    const document = `{ apiKeys(filter: { status: ${all} }, orderBy: NAME_ASC) { edges { node { name status } } } }`;
    const { body } = await world().as(acme.key).run(document);
    expect(body.data.apiKeys.edges).toEqual([
      { node: { name: 'Alpha', status: 'ACTIVE' } },
      { node: { name: 'bravo', status: 'ACTIVE' } },
      { node: { name: 'CHARLIE', status: 'DISABLED' } },
      { node: { name: 'delta_100%', status: 'DELETED' } },
      { node: { name: 'Key', status: 'ACTIVE' } },
      { node: { name: 'Écho', status: 'EXPIRED' } },
    ]);
  });

  it('lists a key that works whenever it was made: each rotation may give it another year', async () => {
    const acme = await world().organization();
    const { id } = await world().key(acme, { name: 'Old', expiresAt: NOW + 366 * DAY_MS });
    world().now = NOW + 300 * DAY_MS;
    const input = { id, expiresAt: NOW + 660 * DAY_MS };
    await world().app.services.rotations.rotateApiKey(world().operator(acme), input);
    world().now = NOW + 400 * DAY_MS;
    const manager = await world().key(acme, { name: 'New' });
    expect(await names(manager, { status: ['ACTIVE'] })).toEqual(['New', 'Old']);
    expect(await names(manager, { status: ['ACTIVE'] }, 'CREATED_AT_ASC')).toEqual(['Old', 'New']);
  });

  it('tells when a key was last used', async () => {
    const { acme, keys } = await shelf();
    await world().as(keys.alpha).run('{ viewer { name } }');
    await world().app.services.keyUse.flush();
    const { body } = await world()
      .as(acme.key)
      .run(
        `{ used: apiKey(id: "${keys.alpha.id}") { lastUsedAt } unused: apiKey(id: "${keys.bravo.id}") { lastUsedAt } }`,
      );
    expect(body.data).toEqual({ used: { lastUsedAt: '2026-12-03T12:00:00.000Z' }, unused: { lastUsedAt: null } });
  });
});

describe('apiKeys in a PostgreSQL database that folds letters as Turkish does', () => {
  const world = sharedWorld('postgres');

  it('are found by a part of the public half with an I', async () => {
    await onServer(`CREATE DATABASE "turkish" TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'tr-TR'`);
    const location: DatabaseLocation = { engine: 'postgres', url: `${process.env.TEST_POSTGRES_URL}/turkish` };
    const database = await openDatabase(location);
    await migrate(database.writer);
    await database.close();
    const server = await world().secondServer({ database: location });
    const acme = await server.organization();
    await server.rows(`UPDATE "api_key" SET "user" = 'lko_IIII000000000000'`);
    const filter = { text: 'iiii' };
    const { rows } = await server.app.services.apiKeys.list(server.operator(acme), {}, filter, null);
    expect(rows.map(({ name }) => name)).toEqual(['Key']);
  });
});
