import { SHIPPED_SCOPES } from '../../src/access/SHIPPED_SCOPES';
import { DAY_MS } from '../../src/clock';
import { newId } from '../../src/id';
import { describeOnEachEngine, freshLocation } from '../support/engines';
import { setPolicy } from '../support/keyPolicies';
import { environmentOf } from '../support/locationEnvironment';
import { runCommand } from '../support/program';
import { runInProcess } from '../support/runInProcess';
import { sharedWorld } from '../support/world';

const ID = expect.stringMatching(/^[0-9a-f]{32}$/);
const INSTANT = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

/** What is printed of a key that the operator made, and that nothing has happened to. */
const UNTOUCHED = {
  createdBy: 'operator',
  lastUsedAt: null,
  disabledAt: null,
  deletedAt: null,
  endReason: null,
  endNote: null,
  note: null,
  version: 1,
};

describeOnEachEngine('latchkey keys', (engine) => {
  const world = sharedWorld(engine);

  beforeEach(() => {
    world().now = Date.now(); // The command line has the real clock.
  });

  const environment = () => environmentOf(world().config.database);
  const argumentsOf = ({ id }: { id: string }, command: string, ...args: string[]) => [
    'keys',
    command,
    '--organization',
    id,
    ...args,
  ];

  /** Runs `latchkey keys …` for an organization. */
  function keys(organization: { id: string }, command: string, ...args: string[]) {
    return runInProcess(argumentsOf(organization, command, ...args), { environment: environment() });
  }

  it('create prints the value of a new key, and nothing else, so that it can be piped', async () => {
    const acme = await world().organization();
    const wishes = ['--name', ' CI ', '--scope', 'workspace.process:read', '--expires-at', '1d'];
    const made = await runCommand(argumentsOf(acme, 'create', ...wishes), { environment: environment() });
    expect(made).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^lko_[0-9A-Za-z]{16}:lks_[0-9A-Za-z]{49}\n$/),
      stderr: '',
    });
    const viewer = await world().as(made.stdout.trim()).run('{ viewer { name scopes } }');
    expect(viewer.body).toEqual({ data: { viewer: { name: 'CI', scopes: ['workspace.process:read'] } } });
  });

  it('create --json prints one object with everything about the key, and its value', async () => {
    const acme = await world().organization();
    const process = await world().process(acme);
    const scopes = ['--scope', 'workspace.process:read', 'workspace.file:upload', '--scope', 'workspace.result:read'];
    const expiry = ['--expires-at', new Date(world().now + DAY_MS).toISOString()];
    const made = await keys(acme, 'create', '--name', 'CI', '--process', process.id, ...scopes, ...expiry, '--json');
    expect(JSON.parse(made.stdout)).toEqual({
      id: ID,
      name: 'CI',
      user: expect.stringMatching(/^lkp_[0-9A-Za-z]{16}$/),
      processId: process.id,
      scopes: ['workspace.file:upload', 'workspace.result:read', 'workspace.process:read'],
      status: 'ACTIVE',
      expiresAt: expiry[1],
      createdAt: INSTANT,
      ...UNTOUCHED,
      value: expect.stringMatching(/^lkp_[0-9A-Za-z]{16}:lks_[0-9A-Za-z]{49}$/),
      isReplay: false,
    });
  });

  it('create --request-id makes one key, and tells a second try which, without a value', async () => {
    const acme = await world().organization();
    const wishes = ['--name', 'CI', '--all-scopes', '--request-id', '0f8fad5b-d9cb-469f-a165-70867728950e'];
    const once = ['create', ...wishes, '--expires-at', new Date(world().now + DAY_MS).toISOString()] as const;
    const { id, value } = JSON.parse((await keys(acme, ...once, '--json')).stdout);
    expect(value).toMatch(/^lko_/);
    const again = JSON.parse((await keys(acme, ...once, '--json')).stdout);
    expect(again).toMatchObject({ id, name: 'CI', value: null, isReplay: true });
    const stderr = `An earlier try made the key ${id}. Use the value that it printed, or delete the key and make another.\n`;
    expect(await keys(acme, ...once)).toEqual({ code: 1, stdout: '', stderr });
    const counted = await keys(acme, 'create', ...wishes, '--expires-at', '1d');
    expect(counted).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('give an instant') });
    expect(JSON.parse((await keys(acme, 'list', '--json')).stdout)).toHaveLength(2);
  });

  it('create --all-scopes writes out every scope that a key of its kind may hold', async () => {
    const acme = await world().organization();
    const process = await world().process(acme);
    const wishes = ['create', '--name', 'CI', '--all-scopes', '--expires-at', '1d', '--json'] as const;
    const ofProcess = SHIPPED_SCOPES.filter(({ grantableTo }) => grantableTo.includes('PROCESS')).map(
      ({ name }) => name,
    );
    expect(JSON.parse((await keys(acme, ...wishes)).stdout).scopes).toEqual(SHIPPED_SCOPES.map(({ name }) => name));
    const made = await keys(acme, ...wishes, '--process', process.id);
    expect(JSON.parse(made.stdout).scopes).toEqual(ofProcess);
  });

  it.each([
    ['no scopes', ['--expires-at', '1d'], '--scope: Give either --scope or --all-scopes.\n'],
    ['an unknown scope', ['--scope', 'all', '--expires-at', '1d'], '--scope all: There is no scope of this name.\n'],
    [
      'too long a life',
      ['--all-scopes', '--expires-at', '367d'],
      expect.stringMatching(/^--expires-at: A key may last 366 days at most: this one ends at the latest \S+Z\.\n$/),
    ],
    [
      'an unknown process',
      ['--all-scopes', '--expires-at', '1d', '--process', '0'],
      '--process: There is no such process.\n',
    ],
  ])('create fails with %s, says where, and makes none', async (_what, args, stderr) => {
    const acme = await world().organization();
    expect(await keys(acme, 'create', '--name', 'CI', ...args)).toEqual({ code: 1, stdout: '', stderr });
    expect(JSON.parse((await keys(acme, 'list', '--json')).stdout)).toHaveLength(1);
  });

  it('create is bound by the key policy', async () => {
    const acme = await world().organization();
    await setPolicy(world(), acme, { allowsAllScopes: false });
    expect(await keys(acme, 'create', '--name', 'CI', '--all-scopes', '--expires-at', '1d')).toEqual({
      code: 1,
      stdout: '',
      stderr: '--scope: The key policy lets no key hold every scope: name those that it needs.\n',
    });
  });

  it('list shows the keys of one organization, the newest first, and no secret', async () => {
    const [acme, globex] = [await world().organization(), await world().organization('Globex')];
    world().now += 1;
    const made = await world().key(acme, { name: 'CI', scopes: ['workspace.process:read'] });
    const listed = await keys(acme, 'list', '--json');
    expect(JSON.parse(listed.stdout)).toEqual([
      {
        id: made.id,
        name: 'CI',
        user: made.user,
        processId: null,
        scopes: ['workspace.process:read'],
        status: 'ACTIVE',
        expiresAt: INSTANT,
        createdAt: new Date(world().now).toISOString(),
        ...UNTOUCHED,
      },
      expect.objectContaining({ id: acme.key.id, name: 'Key' }),
    ]);
    const text = await keys(acme, 'list');
    expect(text.stdout.split('\n')).toEqual([
      expect.stringMatching(/^ID {32}USER {18}STATUS {2}EXPIRES {19}NAME$/),
      expect.stringMatching(new RegExp(`^${made.id}  ${made.user}  ACTIVE  \\S+Z  CI$`)),
      expect.stringMatching(new RegExp(`^${acme.key.id}  ${acme.key.user}  ACTIVE  \\S+Z  Key$`)),
      '',
    ]);
    expect(listed.stdout + text.stdout).not.toMatch(new RegExp([made, acme.key].map(({ pass }) => pass).join('|')));
    expect(text.stdout).not.toContain(globex.key.id);
  });

  it('list shows every key, however many pages there are', async () => {
    const acme = await world().organization();
    for (let count = 1; count < 101; count += 1) await world().key(acme);
    expect(JSON.parse((await keys(acme, 'list', '--json')).stdout)).toHaveLength(101);
  });

  it('delete ends a key: the very next request is refused, and only --deleted lists it', async () => {
    const acme = await world().organization();
    const made = await world().key(acme);
    const viewer = () => world().as(made).run('{ viewer { name } }');
    expect((await viewer()).status).toBe(200);
    expect(await keys(acme, 'delete', made.id)).toEqual({ code: 0, stdout: `Deleted ${made.id}.\n`, stderr: '' });
    expect((await viewer()).status).toBe(401);
    const [living, deleted] = [await keys(acme, 'list', '--json'), await keys(acme, 'list', '--json', '--deleted')];
    expect(JSON.parse(living.stdout)).toEqual([expect.objectContaining({ id: acme.key.id })]);
    expect(JSON.parse(deleted.stdout)).toEqual([expect.objectContaining({ id: made.id, status: 'DELETED' })]);
  });

  it('delete --json prints the id, and leaves an audit row of the operator', async () => {
    const acme = await world().organization();
    const ended = await keys(acme, 'delete', acme.key.id, '--json');
    expect(ended.stdout).toBe(`{"deletedApiKeyId":"${acme.key.id}","affectedCount":1,"workingApiKeys":[]}\n`);
    const events = `SELECT "actorKind", "actorName", "targetId", "outcome", "address" FROM "audit_event"
      WHERE "organizationId" = $1 AND "type" = 'api_key.deleted'`;
    expect(await world().rows(events, [acme.id])).toEqual([
      {
        actorKind: 'OPERATOR',
        actorName: 'operator',
        targetId: acme.key.id,
        outcome: 'SUCCESS',
        address: 'command line',
      },
    ]);
  });

  it("delete fails for another organization's key as for one that does not exist", async () => {
    const [acme, globex] = [await world().organization(), await world().organization('Globex')];
    const refusal = { code: 1, stdout: '', stderr: 'There is no such API key.\n' };
    expect(await keys(acme, 'delete', globex.key.id)).toEqual(refusal);
    expect(await keys(acme, 'delete', newId(world().now))).toEqual(refusal);
    expect((await world().as(globex.key).run('{ viewer { name } }')).status).toBe(200);
  });

  it('need the name of the organization where there are several, and one that is there', async () => {
    await world().organization();
    await world().organization();
    const unnamed = await runInProcess(['keys', 'list'], { environment: environment() });
    expect(unnamed).toEqual({ code: 2, stdout: '', stderr: 'Name one: --organization.\n' });
    const unknown = { code: 1, stdout: '', stderr: 'There is no organization of this id.\n' };
    expect(await keys({ id: 'acme' }, 'list')).toEqual(unknown);
  });

  it('need a database that has an organization', async () => {
    const empty = environmentOf(await freshLocation(engine));
    const sentence = 'There is no organization: run `latchkey init`.\n';
    const listed = await runInProcess(['keys', 'list'], { environment: empty });
    expect(listed).toEqual({ code: 1, stdout: '', stderr: sentence });
  });
});
