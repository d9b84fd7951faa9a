import { stat } from 'node:fs/promises';
import path from 'node:path';
import bcrypt from 'bcrypt';
import { SHIPPED_SCOPES } from '../../src/access/SHIPPED_SCOPES';
import type { Database } from '../../src/database/Database';
import { openDatabase } from '../../src/running/openDatabase';
import type { DatabaseLocation } from '../../src/SettingReader';
import { describeOnEachEngine, freshLocation } from '../support/engines';
import { environmentOf } from '../support/locationEnvironment';
import { newFolder, runCommand, serveProgram } from '../support/program';
import { request } from '../support/request';
import { runInProcess } from '../support/runInProcess';
import { basic, World } from '../support/world';

const ID = expect.stringMatching(/^[0-9a-f]{32}$/);
const VALUE = expect.stringMatching(/^lko_[0-9A-Za-z]{16}:lks_[0-9A-Za-z]{49}$/);
const INSTANT = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

function argumentsOf(organization: string, args: string[]): string[] {
  return ['init', '--organization', organization, '--email', 'Ada@Acme.example', ...args];
}

describeOnEachEngine('latchkey init', (engine) => {
  let location: DatabaseLocation;
  let environment: Record<string, string>;
  let database: Database;

  beforeEach(async () => {
    location = await freshLocation(engine);
    environment = environmentOf(location);
    database = await openDatabase(location);
  });

  afterEach(() => database.close());

  /** Runs `latchkey init` for an organization, with further arguments, and the password on standard input. */
  function init(organization: string, args: string[] = [], input?: string) {
    return runInProcess(argumentsOf(organization, args), { environment, input });
  }

  it('prints one object with --json: what it made, and the secrets this once', async () => {
    const { code, stdout, stderr } = await init(' Acme ', ['--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.trimEnd()).not.toContain('\n');
    const made = JSON.parse(stdout);
    expect(made).toEqual({
      organization: { id: ID, name: 'Acme' },
      user: { id: ID, email: 'ada@acme.example', password: expect.stringMatching(/^[\w-]{24}$/) },
      apiKey: { id: ID, value: VALUE, expiresAt: INSTANT },
    });
    const days = (Date.parse(made.apiKey.expiresAt) - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(90);
    const users = await database.sql<{ name: string; passwordHash: string }>('SELECT * FROM "user"', []);
    expect(users).toEqual([expect.objectContaining({ id: made.user.id, name: 'ada@acme.example' })]);
    expect(await bcrypt.compare(made.user.password, users[0]?.passwordHash ?? '')).toBe(true);
    expect(await database.sql('SELECT "userId", "organizationId", "role" FROM "membership"', [])).toEqual([
      { userId: made.user.id, organizationId: made.organization.id, role: 'ADMIN' },
    ]);
    expect(await database.sql('SELECT "type", "targetId", "outcome" FROM "audit_event"', [])).toContainEqual({
      type: 'organization.created',
      targetId: made.organization.id,
      outcome: 'SUCCESS',
    });
  });

  it('makes a key that works, with every scope that an organization key may hold', async () => {
    const { value } = JSON.parse((await init('Acme', ['--json'])).stdout).apiKey;
    const answer = await (await World.on(location))
      .as(`${value}`)
      .run('{ viewer { kind scopes organization { name } } }');
    expect(answer.body).toEqual({
      data: {
        viewer: { kind: 'API_KEY', scopes: SHIPPED_SCOPES.map(({ name }) => name), organization: { name: 'Acme' } },
      },
    });
  });

  it('tells people the same in words without --json', async () => {
    const { code, stdout } = await init('Acme', ['--name', 'Ada Lovelace']);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^organization {2}Acme \([0-9a-f]{32}\)\nlogin {9}ada@acme\.example\npassword {6}\S{24} .*\nAPI key {7}lko_\S+ .*\nexpires {7}\S+Z\n$/,
    );
    expect(await database.sql('SELECT "email", "name" FROM "user"', [])).toEqual([
      { email: 'ada@acme.example', name: 'Ada Lovelace' },
    ]);
  });

  it('takes a password from standard input, and does not print it', async () => {
    const wishes = { environment, input: 'correct horse battery\n' };
    const { stdout } = await runCommand(argumentsOf('Acme', ['--password-stdin', '--json']), wishes);
    expect(JSON.parse(stdout).user).toEqual({ id: ID, email: 'ada@acme.example' });
    const [user] = await database.sql<{ passwordHash: string }>('SELECT "passwordHash" FROM "user"', []);
    expect(await bcrypt.compare('correct horse battery', user?.passwordHash ?? '')).toBe(true);
  });

  it('makes a known person an admin of the new organization too, and leaves the password alone', async () => {
    const first = JSON.parse((await init('Acme', ['--json'])).stdout);
    const [before] = await database.sql('SELECT * FROM "user"', []);
    const second = JSON.parse((await init('Globex', ['--json', '--name', 'Somebody else'])).stdout);
    expect(second).toEqual({
      organization: { id: ID, name: 'Globex' },
      user: { id: first.user.id, email: 'ada@acme.example' },
      apiKey: { id: ID, value: VALUE, expiresAt: INSTANT },
    });
    expect(await database.sql('SELECT * FROM "user"', [])).toEqual([before]);
    expect(await database.sql('SELECT "organizationId" AS "id" FROM "membership" ORDER BY "createdAt"', [])).toEqual([
      { id: first.organization.id },
      { id: second.organization.id },
    ]);
  });

  it.each([
    [
      'an empty name',
      ' ',
      [],
      undefined,
      '--organization: A name has 1 to 100 characters, at least one of them visible, and no line breaks or control characters.',
    ],
    [
      'a name of controls',
      'Acme',
      ['--name', 'A\u202eda'],
      undefined,
      '--name: A name has 1 to 100 characters, at least one of them visible, and no line breaks or control characters.',
    ],
    [
      'a short password',
      'Acme',
      ['--password-stdin'],
      'seven77',
      'A password has at least 8 characters and at most 72 bytes of UTF-8.',
    ],
    [
      'a password of 74 bytes',
      'Acme',
      ['--password-stdin'],
      'é'.repeat(37),
      'A password has at least 8 characters and at most 72 bytes of UTF-8.',
    ],
  ])('refuses %s and makes nothing', async (_what, organization, args, input, sentence) => {
    expect(await init(organization, args, input)).toEqual({ code: 2, stdout: '', stderr: `${sentence}\n` });
    expect(await database.sql('SELECT "id" FROM "organization"', [])).toEqual([]);
  });
});

describe('latchkey init', () => {
  it('makes the database where there is none, and outside production a master secret beside it', async () => {
    const folder = await newFolder();
    const args = ['init', '--organization', 'Acme', '--email', 'ada@acme.example', '--json'];
    const { value } = JSON.parse((await runCommand(args, { folder })).stdout).apiKey;
    const server = await serveProgram({ folder });
    const headers = { 'content-type': 'application/json', authorization: basic(value) };
    const wishes = { method: 'POST', path: '/graphql', headers, body: '{"query":"{ viewer { name } }"}' };
    expect((await request(server.url, wishes)).status).toBe(200);
    server.child.kill('SIGTERM');
    expect((await server.ended).stdout).not.toContain('The database was empty');
    expect((await stat(path.join(folder, 'data', 'secret'))).mode & 0o777).toBe(0o600);
    expect((await stat(path.join(folder, 'data'))).mode & 0o777).toBe(0o700);
  });
});
