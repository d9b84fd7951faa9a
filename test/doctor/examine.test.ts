import { createHash } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  copyFileSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import type { Check } from '../../src/checks/Check';
import { type Finding, fine } from '../../src/checks/Finding';
import { clockCheck } from '../../src/doctor/clockCheck';
import { type Examination, examine } from '../../src/doctor/examine';
import type { Environment } from '../../src/SETTING_NAMES';
import { describeOnEachEngine, freshLocation } from '../support/engines';
import { environmentOf } from '../support/locationEnvironment';
import { newFolder } from '../support/program';
import { sealAll } from '../support/sealAll';
import { NOW, SECRET, World } from '../support/world';

/** Every finding, with what it consists of. Shape: `database/mode`. */
function byPath({ checks }: Examination): Record<string, Finding> {
  const each = (finding: Finding, before: string): [string, Finding][] => [
    [before + finding.name, finding],
    ...finding.checks.flatMap((inner) => each(inner, `${before}${finding.name}/`)),
  ];
  return Object.fromEntries(checks.flatMap((finding) => each(finding, '')));
}

/** The findings that are not ok. Shape: status, sentence and remedy, by path. */
function wrongOf(examination: Examination): Record<string, readonly [string, string, string | null]> {
  const wrong = Object.entries(byPath(examination)).filter(
    ([, { status, checks }]) => status !== 'ok' && !checks.length,
  );
  return Object.fromEntries(wrong.map(([name, { status, sentence, remedy }]) => [name, [status, sentence, remedy]]));
}

/** What a folder holds. Shape: the digest of each file that is not SQLite's shared memory. */
function contentOf(folder: string): Record<string, string> {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  const names = found
    .map(({ parentPath, name }) => path.relative(folder, path.join(parentPath, name)))
    .filter((name) => !name.endsWith('-shm'));
  return Object.fromEntries(
    names.map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(path.join(folder, name)))
        .digest('hex'),
    ]),
  );
}

/** A SQLite database in a folder of its own. */
async function ownFile(): Promise<{ folder: string; file: string; environment: Record<string, string> }> {
  const folder = await newFolder();
  const file = path.join(folder, 'latchkey.sqlite');
  const template = await freshLocation('sqlite');
  if (template.engine === 'sqlite') copyFileSync(template.file, file);
  chmodSync(file, 0o600);
  return { folder, file, environment: environmentOf({ engine: 'sqlite', file }) };
}

describeOnEachEngine('the doctor', (engine) => {
  const OK = ['settings', 'database', 'integrity', 'migrations', 'secrets', 'clock', 'seal', 'usage', 'outbox'];
  let world: World;
  let environment: Record<string, string>;

  beforeEach(async () => {
    world = await World.create(engine);
    environment = environmentOf(world.config.database);
    if (world.config.database.engine === 'sqlite') chmodSync(world.config.database.file, 0o600);
  });

  it('finds nothing wrong while a server runs, and while it is down', async () => {
    await world.organization();
    await sealAll(world);
    const running = await examine(environment);
    await world.close();
    const down = await examine(environment);
    for (const { ok, checks } of [running, down]) {
      expect([ok, checks.map(({ name }) => name)]).toEqual([true, OK]);
      expect(wrongOf({ ok, checks })).toEqual({});
    }
  });

  it('says of a log that was left open to changes how it is closed', async () => {
    await world.organization();
    await sealAll(world);
    await world.rows(`INSERT INTO "audit_opening" VALUES ('RETENTION')`);
    const found = await examine(environment);
    expect([found.ok, byPath(found)['seal/openings']]).toEqual([
      false,
      {
        name: 'openings',
        status: 'failed',
        sentence:
          'The audit log is open to changes, for RETENTION: the row in audit_opening is none that this program left.',
        remedy:
          'Run DELETE FROM "audit_opening" on the database, run `latchkey audit verify` for each organization, and look who writes to the database.',
        checks: [],
      },
    ]);
  });

  it('says of keys under another secret what to set, and names no secret', async () => {
    await world.organization();
    await sealAll(world);
    const other = 'another secret that is as long as it should be';
    const found = await examine({ ...environment, LATCHKEY_SECRET: other });
    expect(found.ok).toBe(false);
    expect(byPath(found)['secrets/keys']).toMatchObject({
      status: 'failed',
      sentence: '1 of 1 keys were made under a secret that is not set.',
      remedy: expect.stringMatching(/^Set LATCHKEY_SECRET to it, or add it to LATCHKEY_PREVIOUS_SECRETS;/),
    });
    expect(JSON.stringify(found)).not.toContain(other);
    const both = await examine({ ...environment, LATCHKEY_SECRET: other, LATCHKEY_PREVIOUS_SECRETS: SECRET });
    expect(wrongOf(both)).toEqual({});
  });

  it('finds signing keys and letters that the secrets do not open', async () => {
    await world.app.services.signingKeys.published();
    await world.rows(`UPDATE "signing_key" SET "sealedPrivateKey" = 'AAAA'`);
    await putParcel({ sealedContent: 'AAAA' });
    const wrong = wrongOf(await examine({ ...environment, SMTP_URL: 'smtp://127.0.0.1', MAIL_FROM: 'a@b.example' }));
    expect(wrong['secrets/signing-keys']?.slice(0, 2)).toEqual([
      'warning',
      expect.stringMatching(/^(\d) of \1 cannot be opened with the secrets that are set\.$/),
    ]);
    expect(wrong['secrets/letters']?.slice(0, 2)).toEqual([
      'warning',
      '1 of 1 letters that wait cannot be opened with the secrets that are set.',
    ]);
  });

  it('counts the migrations that are missing, and refuses a database that is too new', async () => {
    await world.rows(`DELETE FROM "migrations" WHERE "id" = (SELECT MAX("id") FROM "migrations")`);
    expect(wrongOf(await examine(environment)).migrations).toEqual([
      'warning',
      "The database lacks 1 of this program's migrations.",
      'Run `latchkey migrate`; `latchkey serve` does so by itself.',
    ]);
    await world.rows(`INSERT INTO "migrations" ("timestamp", "name") VALUES (9999999999999, 'Later9999999999999')`);
    expect((await examine(environment)).checks.find(({ name }) => name === 'migrations')).toMatchObject({
      status: 'failed',
      sentence: 'The database is newer than this program.',
      remedy: expect.stringContaining('Later9999999999999'),
    });
  });

  it('tells of a database without tables what cannot be looked at', async () => {
    await world.rows('DROP TABLE "outbox_parcel"');
    const found = byPath(await examine(environment));
    expect([found.outbox?.sentence, found['secrets/letters']?.sentence, found['secrets/keys']?.status]).toEqual([
      'Not looked at: the database is not migrated.',
      'Not looked at: the database is not migrated.',
      'ok',
    ]);
  });

  it('tells what waits in the outbox, since when and why', async () => {
    const mail = { SMTP_URL: 'smtp://127.0.0.1', MAIL_FROM: 'a@b.example' };
    const outboxOf = async (more: Environment) => byPath(await examine({ ...environment, ...more })).outbox;
    await putParcel({});
    expect(await outboxOf({})).toMatchObject({
      status: 'warning',
      sentence: '1 parcel waits, the oldest since 2026-11-23T12:00:00.000Z; no mail server is set.',
      remedy: 'Set SMTP_URL and MAIL_FROM.',
    });
    expect(await outboxOf(mail)).toMatchObject({
      status: 'warning',
      sentence: '1 parcel waits, the oldest since 2026-11-23T12:00:00.000Z; no server sends them.',
    });
    await world.rows(`UPDATE "outbox_parcel" SET "dueAt" = $1`, [Date.now()]);
    expect(await outboxOf(mail)).toMatchObject({
      status: 'ok',
      sentence: '1 parcel waits, the oldest since 2026-11-23T12:00:00.000Z.',
    });
    await world.rows(`UPDATE "outbox_parcel" SET "tries" = 2, "failure" = 'ECONNECTION, CONN: refused'`);
    expect(await outboxOf(mail)).toMatchObject({
      status: 'warning',
      sentence:
        '1 parcel waits, the oldest since 2026-11-23T12:00:00.000Z; 1 could not be sent yet: ECONNECTION, CONN: refused.',
      remedy: 'Mend the way to the receiver, then run `latchkey outbox retry`.',
    });
  });

  it('finds a clock that is wrong', async () => {
    const { sql } = world.database;
    const now = engine === 'postgres' ? await world.database.now() : NOW;
    await world.organization();
    await world.rows(`UPDATE "audit_event" SET "at" = $1`, [NOW]).catch(() => undefined);
    const states = async (seconds: number) => (await clockCheck(engine, sql, () => now + seconds * 1_000)).status;
    expect([await states(-90), await states(-20)]).toEqual([engine === 'postgres' ? 'failed' : 'warning', 'warning']);
  });

  it('shows a check that breaks beside all others', async () => {
    const checks: Check[] = [
      {
        group: 'seal',
        name: 'lag',
        look: async ({ sql }) => fine('lag', String((await sql<{ one: number }>('SELECT 1 AS "one"', []))[0]?.one)),
      },
      { group: 'usage', name: 'lag', look: () => Promise.reject(new Error('it broke')) },
    ];
    const found = await examine(environment, checks);
    expect(found.checks.map(({ name, status }) => [name, status])).toEqual([
      ['settings', 'ok'],
      ['database', 'ok'],
      ['integrity', 'ok'],
      ['migrations', 'ok'],
      ['clock', 'ok'],
      ['seal', 'ok'],
      ['usage', 'failed'],
    ]);
    expect(byPath(found).usage?.sentence).toBe('It cannot be looked at: it broke.');
  });

  /** Puts a letter into the outbox that is long overdue. */
  async function putParcel({ sealedContent = null as string | null }): Promise<void> {
    await world.rows(
      `INSERT INTO "outbox_parcel" ("id", "kind", "destinationId", "sealedContent", "createdAt", "dueAt", "endsAt", "tries")
       VALUES ('0', 'MAIL', '0', $1, $2, $2, $3, 0)`,
      [sealedContent, NOW, Date.now() + 3_600_000],
    );
  }
});

describe('the doctor', () => {
  it('names every setting that is wrong, and looks at the database all the same', async () => {
    const { environment } = await ownFile();
    const found = await examine({ ...environment, PORT: 'x', LATCHKEY_SECRET: 'shorty', SCOPES_FILE: '/nowhere' });
    expect(Object.keys(wrongOf(found))).toEqual(['settings/PORT', 'settings/LATCHKEY_SECRET', 'settings/SCOPES_FILE']);
    expect(byPath(found)['settings/PORT']).toMatchObject({
      status: 'failed',
      sentence: 'PORT is "x"; accepted: a whole number from 0 to 65535.',
      remedy: 'Correct it: .env.example says what each setting takes.',
    });
    expect(byPath(found).database?.status).toBe('ok');
    expect(JSON.stringify(found)).not.toContain('shorty');
  });

  it('warns of what production should not have', async () => {
    const { environment } = await ownFile();
    const wrong = wrongOf(
      await examine({
        ...environment,
        NODE_ENV: 'production',
        REQUIRE_TLS: 'off',
        INTROSPECTION: 'public',
        FAILURES_PER_MINUTE: '0',
        CORS_ORIGINS: 'http://app.example.com',
        SMTP_URL: 'smtp://mail.example.com',
        MAIL_FROM: 'a@b.example',
      }),
    );
    expect(Object.keys(wrong).filter((name) => name !== 'settings/Node.js')).toEqual([
      'settings/REQUIRE_TLS',
      'settings/INTROSPECTION',
      'settings/FAILURES_PER_MINUTE',
      'settings/CORS_ORIGINS',
      'settings/SMTP_URL',
    ]);
    const open = await examine({ ...environment, HOST: '0.0.0.0' });
    expect(Object.keys(wrongOf(open))).toEqual(['settings/NODE_ENV']);
  });

  it('says that a database is missing, looks at nothing in it, and makes no file', async () => {
    const folder = await newFolder();
    const found = await examine({ DATABASE_URL: `sqlite:${folder}/none/latchkey.sqlite` });
    expect(found.ok).toBe(false);
    expect(byPath(found)['database/file']).toMatchObject({
      status: 'failed',
      sentence: `There is no database at ${folder}/none/latchkey.sqlite.`,
    });
    expect(found.checks.slice(2).map(({ name, status, sentence }) => [name, status, sentence])).toEqual(
      ['integrity', 'migrations', 'secrets', 'clock', 'seal', 'usage', 'outbox'].map((name) => [
        name,
        'warning',
        'Not looked at: the database cannot be opened.',
      ]),
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says how PostgreSQL refused, without the password', async () => {
    const found = await examine({ LATCHKEY_SECRET: SECRET, DATABASE_URL: 'postgres://ada:hunter2@127.0.0.1:1/x' });
    expect(wrongOf(found)['database/connection']).toEqual([
      'failed',
      'The database 127.0.0.1:1/x cannot be opened: connect ECONNREFUSED 127.0.0.1:1 (ECONNREFUSED).',
      'Check host and port in DATABASE_URL, and that PostgreSQL can be reached there.',
    ]);
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });

  it('changes not one byte beside the database, whether its log is there or not', async () => {
    const { folder, file, environment } = await ownFile();
    const before = contentOf(folder);
    await examine(environment);
    expect(contentOf(folder)).toEqual(before);
    const world = await World.on({ engine: 'sqlite', file });
    await world.organization();
    await world.app.clockwork.stop(); // Jobs write, too.
    const written = contentOf(folder);
    expect(Object.keys(written).sort()).toEqual(['latchkey.sqlite', 'latchkey.sqlite-wal']);
    await examine(environment);
    expect(contentOf(folder)).toEqual(written);
    await world.close();
  });

  it('finds what others may read or replace', async () => {
    const { folder, file, environment } = await ownFile();
    chmodSync(file, 0o644);
    chmodSync(folder, 0o777);
    const wrong = wrongOf(await examine(environment));
    expect(wrong).toEqual({
      'database/mode': ['warning', `Others than its owner may read ${file}.`, `Run chmod 600 ${file}.`],
      'database/folder': ['warning', `Others may put files into ${folder}.`, `Run chmod go-w ${folder}.`],
    });
    expect(statSync(file).mode & 0o777).toBe(0o644);
  });

  it('finds a damaged page', async () => {
    const { file, environment } = await ownFile();
    const connection = new BetterSqlite3(file);
    const page = connection.prepare(`SELECT "rootpage" FROM "sqlite_master" WHERE "name" = 'job_lease'`).pluck().get();
    connection.close();
    const descriptor = openSync(file, 'r+');
    writeSync(descriptor, Buffer.alloc(64, 0xff), 0, 64, (Number(page) - 1) * 4096);
    closeSync(descriptor);
    const found = await examine(environment);
    expect([found.ok, byPath(found).integrity?.status]).toEqual([false, 'failed']);
    expect(byPath(found).integrity?.sentence).toMatch(/damaged|malformed/);
  });

  it('finds a file that is no database', async () => {
    const { file, environment } = await ownFile();
    writeFileSync(file, 'x'.repeat(8192));
    expect(wrongOf(await examine(environment))['database/opening']).toEqual([
      'failed',
      `The database ${file} cannot be opened: file is not a database (SQLITE_NOTADB).`,
      'Restore a backup, or name another file in DATABASE_URL.',
    ]);
  });

  it('looks at the kept secret, and makes none', async () => {
    const { folder, environment } = await ownFile();
    const { LATCHKEY_SECRET: _, ...rest } = environment;
    const first = await examine(rest);
    expect(byPath(first)['settings/kept secret']?.sentence).toBe(
      `None is kept yet: the first start makes ${folder}/secret.`,
    );
    expect(readdirSync(folder)).toEqual(['latchkey.sqlite']);
    writeFileSync(`${folder}/secret`, SECRET, { mode: 0o644 });
    expect(wrongOf(await examine(rest))).toEqual({
      'settings/kept secret': [
        'warning',
        `Others may read ${folder}/secret, which holds the master secret.`,
        `Run chmod 600 ${folder}/secret.`,
      ],
    });
  });
});
