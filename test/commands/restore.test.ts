import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { restore as restoreCopy } from '../../src/backups/restore';
import { DAY_MS } from '../../src/clock';
import { MIGRATIONS } from '../../src/database/migrations';
import { newId } from '../../src/id';
import { openDatabase } from '../../src/running/openDatabase';
import { completeConfig } from '../../src/running/start';
import { insertSession } from '../../src/sessions/sessionRows';
import { backedUp, restore, rowsOf } from '../support/backedUp';
import { endAfter } from '../support/leftOpen';
import { environmentOf } from '../support/locationEnvironment';
import { addPerson } from '../support/people';
import { newFolder } from '../support/program';
import { runInProcess } from '../support/runInProcess';
import { SECRET } from '../support/world';

const itAsRoot = process.getuid?.() === 0 ? it : it.skip;

/** A process that has looked at a database once, and then does nothing. */
async function idleReader(file: string): Promise<ChildProcess> {
  const script = `const database = new (require('better-sqlite3'))(${JSON.stringify(file)}, { readonly: true, timeout: 20 });
    try { database.prepare('SELECT COUNT(*) FROM "api_key"').get(); console.log('open'); }
    catch (error) { console.log(error.code); process.exit(1); }
    setInterval(() => undefined, 1000)`;
  const idle = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  endAfter('test', () => idle.kill('SIGKILL'));
  const [told] = await once(idle.stdout, 'data');
  if (String(told) !== 'open\n') throw new Error(String(told));
  return idle;
}

const KEYS = 'SELECT "name", "disabledAt" IS NULL AND "deletedAt" IS NULL AS "works" FROM "api_key" ORDER BY "name"';

describe('latchkey restore', () => {
  it('takes the master secret and the database from the files that settings name', async () => {
    const { world, file, copy } = await backedUp(async (world) => void (await world.organization()));
    await world.close();
    const folder = await newFolder();
    const [secret, url] = [path.join(folder, 'latchkey.secret'), path.join(folder, 'database.url')];
    writeFileSync(secret, SECRET);
    writeFileSync(url, `sqlite:${file}`);
    const environment = { DATABASE_URL: '', DATABASE_URL_FILE: url, LATCHKEY_SECRET_FILE: secret };
    expect(await restore({ copy, environment })).toMatchObject({ code: 0 });
  });

  it('puts the copy in place, keeps the old database whole, and says what ended with it', async () => {
    const made = await backedUp(async (world) => void (await world.organization()));
    const { world, file, copy } = made;
    await world.organization('Globex');
    await world.close();
    writeFileSync(`${file}-shm`, 'what a server that was killed leaves');
    const restored = await restore(made, '--json');
    expect(restored.code).toBe(0);
    const { keptAs, ...told } = JSON.parse(restored.stdout);
    expect(told).toEqual({
      keyCount: 1,
      workingKeyCount: 1,
      schemaVersion: MIGRATIONS.at(-1)?.name,
      secretFingerprints: [expect.stringMatching(/^[0-9a-f]{8}$/)],
      lastChangeAt: expect.any(String),
      migrationCount: 0,
      isCompared: true,
      isReplacing: true,
      revivedKeys: [],
      revivedMembers: [],
      secretWarning: null,
      disabledKeyCount: 0,
      endedSessionCount: 0,
      endedInvitationCount: 0,
    });
    const names = 'SELECT "name" FROM "organization" ORDER BY "name"';
    expect(rowsOf(keptAs, names)).toEqual([{ name: 'Acme' }, { name: 'Globex' }]);
    expect(existsSync(`${file}-wal`)).toBe(false);
    expect(existsSync(`${file}-shm`)).toBe(false);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(rowsOf(file, names)).toEqual([{ name: 'Acme' }]);
    expect(readdirSync(path.dirname(copy))).toEqual(['copy.sqlite']);
    const staged = `${path.basename(file)}.restoring`; // Other tests restore in the same folder.
    expect(readdirSync(path.dirname(file)).filter((name) => name.startsWith(staged))).toEqual([]);
  });

  it('does not let the log of the old database come back', async () => {
    const made = await backedUp(async (world) => void (await world.organization()));
    const { world, file } = made;
    await world.organization('Globex');
    // As a server leaves them that was killed: what was written stands in the log alone.
    const crashed = path.join(await newFolder(), 'latchkey.sqlite');
    for (const suffix of ['', '-wal']) copyFileSync(`${file}${suffix}`, `${crashed}${suffix}`);
    await world.close();
    const environment = environmentOf({ engine: 'sqlite', file: crashed });
    const { keptAs } = JSON.parse((await restore({ ...made, environment }, '--json')).stdout);
    const names = 'SELECT "name" FROM "organization" ORDER BY "name"';
    expect(rowsOf(crashed, names)).toEqual([{ name: 'Acme' }]);
    expect(rowsOf(keptAs, names)).toEqual([{ name: 'Acme' }, { name: 'Globex' }]);
  });

  it('restores where no database is, and says that it can compare with none', async () => {
    const made = await backedUp(async (world) => void (await world.organization()));
    await made.world.close();
    const file = path.join(await newFolder(), 'latchkey.sqlite');
    const environment = environmentOf({ engine: 'sqlite', file });
    const restored = await restore({ ...made, environment });
    expect(restored).toMatchObject({
      code: 0,
      stdout: 'The backup was restored.\nEnded: 0 sessions, 0 open invitations, all access tokens.\n',
      stderr: expect.stringContaining(
        'There is no database to compare with: which keys ended since the copy is not known, and keys that ended since the copy work again.\n',
      ),
    });
    expect(rowsOf(file, KEYS)).toEqual([{ name: 'Key', works: 1 }]);
  });

  it('takes its settings from files, too, and so does the backup', async () => {
    const made = await backedUp(async (world) => void (await world.organization()));
    await made.world.close();
    const folder = await newFolder();
    const environment: Record<string, string> = { DATABASE_URL: '' };
    for (const [name, value] of Object.entries(made.environment)) {
      environment[`${name}_FILE`] = path.join(folder, name);
      writeFileSync(path.join(folder, name), value);
    }
    const copy = path.join(folder, 'copy.sqlite');
    expect(await runInProcess(['backup', copy], { environment })).toMatchObject({ code: 0, stderr: '' });
    truncateSync(made.file, 0);
    expect(await restore({ copy, environment })).toMatchObject({ code: 0 });
    expect(rowsOf(made.file, KEYS)).toEqual([{ name: 'Key', works: 1 }]);
  });

  it('is refused while another process has the database open, though that does nothing, and names it', async () => {
    const made = await backedUp();
    await made.world.close();
    const idle = await idleReader(made.file);
    const refused = await restore(made);
    const who = `process ${idle.pid}`;
    const stderr = `${made.file} is open in ${who}: stop every server and whatever else reads it, then try again. Nothing was changed.\n`;
    expect(refused).toEqual({ code: 1, stdout: '', stderr });
    idle.kill();
    await once(idle, 'exit');
    expect((await restore(made)).code).toBe(0);
  });

  it('lists the keys and members that had ended since the backup', async () => {
    const ids: Record<string, string> = {};
    const made = await backedUp(async (world) => {
      const acme = await world.organization();
      for (const name of ['deleted', 'disabled', 'expired', 'narrowed', 'erased']) {
        ids[name] = (await world.key(acme, { name })).id;
      }
      for (const name of ['removed', 'demoted', 'changed']) {
        ids[name] = (await addPerson(world, acme, { name, email: `${name}@acme.example` })).memberId;
      }
      ids.acme = acme.id;
    });
    const { world } = made;
    const change = (table: string, set: string, name: string) =>
      world.rows(`UPDATE "${table}" SET ${set} WHERE "id" = $1`, [ids[name] ?? '']);
    const at = world.now;
    await change('api_key', `"deletedAt" = ${at}`, 'deleted');
    await change('api_key', `"disabledAt" = ${at}`, 'disabled');
    await change('api_key', `"expiresAt" = ${at}`, 'expired');
    await change('api_key', `"scopes" = ' workspace.process:read '`, 'narrowed');
    await world.rows('DELETE FROM "api_key" WHERE "id" = $1', [ids.erased ?? '']);
    await world.rows('DELETE FROM "membership" WHERE "id" = $1', [ids.removed ?? '']);
    await change('membership', `"role" = 'USER'`, 'demoted');
    await world.rows('UPDATE "user" SET "passwordHash" = $1 WHERE "email" = $2', ['x', 'changed@acme.example']);
    await world.close();
    const told = await restore(made, '--json');
    const { revivedKeys, revivedMembers } = JSON.parse(told.stdout);
    const instant = new Date(at).toISOString();
    const owner = { organizationId: ids.acme, organizationName: 'Acme' };
    const key = (name: string, how: string, endedAt: string | null) => ({
      id: ids[name],
      name,
      how,
      endedAt,
      ...owner,
    });
    expect(revivedKeys).toHaveLength(5);
    expect(revivedKeys).toEqual(
      expect.arrayContaining([
        key('deleted', 'DELETED', instant),
        key('disabled', 'DISABLED', instant),
        key('expired', 'EXPIRED', instant),
        key('narrowed', 'NARROWED', null),
        key('erased', 'MISSING', null),
      ]),
    );
    const member = (name: string, how: string) => ({ id: ids[name], email: `${name}@acme.example`, how, ...owner });
    expect(revivedMembers).toHaveLength(3);
    expect(revivedMembers).toEqual(
      expect.arrayContaining([member('removed', 'REMOVED'), member('demoted', 'ROLE'), member('changed', 'PASSWORD')]),
    );
    expect(told.stderr).toMatch(
      new RegExp(`Keys that work again, or may return:\n(?:.*\n)*${ids.deleted}  DELETED +${instant}  Acme`),
    );
    expect(rowsOf(made.file, `SELECT "id" FROM "api_key" WHERE "disabledAt" IS NOT NULL`)).toEqual([]);
  });

  it('disables with --disable-restored-keys what had ended, and leaves the rest alone', async () => {
    const made = await backedUp(async (world) => {
      const acme = await world.organization();
      await world.key(acme, { name: 'leaked' });
    });
    await made.world.rows('UPDATE "api_key" SET "deletedAt" = 1 WHERE "name" = $1', ['leaked']);
    await made.world.close();
    const restored = await restore(made, '--disable-restored-keys');
    expect(restored.stdout).toContain('Keys disabled: 1.\n');
    expect(rowsOf(made.file, KEYS)).toEqual([
      { name: 'Key', works: 1 },
      { name: 'leaked', works: 0 },
    ]);
    const ended = `SELECT "endReason", "version" FROM "api_key" WHERE "name" = 'leaked'`;
    expect(rowsOf(made.file, ended)).toEqual([{ endReason: 'COMPROMISED', version: 2 }]);
    const events =
      'SELECT "type", "actorKind", "targetName", "address" FROM "audit_event" WHERE "targetType" <> \'SigningKey\' ORDER BY "id" DESC LIMIT 2';
    expect(rowsOf(made.file, events)).toEqual([
      { type: 'api_key.disabled', actorKind: 'OPERATOR', targetName: 'leaked', address: 'command line' },
      { type: 'organization.restored', actorKind: 'OPERATOR', targetName: 'Acme', address: 'command line' },
    ]);
  });

  it('disables with --disable-restored-keys every key where the old database cannot be asked', async () => {
    const made = await backedUp(async (world) => void (await world.organization()));
    await made.world.close();
    truncateSync(made.file, 0);
    await restore(made, '--disable-restored-keys');
    expect(rowsOf(made.file, KEYS)).toEqual([{ name: 'Key', works: 0 }]);
  });

  it('ends the sessions, invitations, letters, leases and signing keys of the copy', async () => {
    const made = await backedUp(async (world) => {
      const acme = await world.organization();
      const { userId, memberId } = await addPerson(world, acme, { email: 'ada@acme.example' });
      await world.database.write(({ sql }) =>
        insertSession(sql, { userId, membershipId: memberId, createdAt: world.now }),
      );
      const mutation =
        'mutation { inviteMember(input: { email: "bob@acme.example", role: USER }) { userErrors { code } } }';
      expect((await world.as(acme.key).run(mutation)).body).toEqual({ data: { inviteMember: { userErrors: [] } } });
      await world.app.services.signingKeys.current();
      await world.rows(`INSERT INTO "job_lease" ("name", "holder", "until") VALUES ('courier', 'x', $1)`, [
        world.now + DAY_MS,
      ]);
      const parcel = [
        newId(world.now),
        'MAIL',
        newId(world.now),
        'sealed',
        world.now,
        world.now,
        world.now + DAY_MS,
        0,
      ];
      await world.rows(
        'INSERT INTO "outbox_parcel" ("id", "kind", "destinationId", "sealedContent", "createdAt", "dueAt", "endsAt", "tries") VALUES ($1, $2, $3, $4, $5, $6, $7, $8)',
        parcel,
      );
    });
    await made.world.close();
    const before = rowsOf(made.file, 'SELECT "id" FROM "signing_key"');
    const restored = await restore(made);
    expect(restored.stdout).toContain('Ended: 1 sessions, 1 open invitations, all access tokens.\n');
    for (const table of ['session', 'invitation', 'outbox_parcel', 'job_lease']) {
      expect(rowsOf(made.file, `SELECT * FROM "${table}"`)).toEqual([]);
    }
    const after = rowsOf(made.file, 'SELECT "id" FROM "signing_key"');
    expect(after.length).toBeGreaterThan(0);
    expect(after.filter((key) => before.some((other) => JSON.stringify(other) === JSON.stringify(key)))).toEqual([]);
    const types = rowsOf(
      made.file,
      `SELECT "type" FROM "audit_event" WHERE "targetType" <> 'SigningKey' ORDER BY "id" DESC LIMIT 3`,
    );
    expect(types).toEqual([
      { type: 'invitation.deleted' },
      { type: 'session.ended' },
      { type: 'organization.restored' },
    ]);
  });

  it('brings a copy of an earlier version up to this program before it is put in place', async () => {
    const made = await backedUp(async (world) => void (await world.organization()));
    await made.world.close();
    const copy = await openDatabase({ engine: 'sqlite', file: made.copy });
    await copy.writer.undoLastMigration();
    await copy.close();
    const { stderr, stdout } = await restore(made, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: MIGRATIONS.at(-2)?.name, migrationCount: 1 });
    expect(stderr).toContain('It is of an earlier version. Migrations run on the copy: 1.\n');
    expect(rowsOf(made.file, 'SELECT "name" FROM "migrations"')).toHaveLength(MIGRATIONS.length);
  });

  it('takes a copy that another program made of a running database', async () => {
    const made = await backedUp(async (world) => void (await world.organization()));
    const connection = new BetterSqlite3(made.file, { readonly: true });
    const copy = path.join(await newFolder(), 'other.sqlite');
    await connection.backup(copy);
    connection.close();
    await made.world.close();
    expect(readFileSync(copy).subarray(18, 20)).toEqual(Buffer.of(2, 2)); // SQLite's mark of a file with a log.
    expect((await restore({ ...made, copy })).code).toBe(0);
    expect(rowsOf(made.file, KEYS)).toEqual([{ name: 'Key', works: 1 }]);
  });

  it('keeps all others out until the copy is in place', async () => {
    const made = await backedUp(async (world) => void (await world.organization()));
    await made.world.close();
    const config = completeConfig(made.environment);
    const wishes = { copy: made.copy, environment: {}, disablesKeys: false, needsNoSecret: false };
    await restoreCopy(
      config,
      wishes,
      () => undefined,
      async () => {
        await expect(idleReader(made.file)).rejects.toThrow('SQLITE_BUSY');
        return true;
      },
    );
    (await idleReader(made.file)).kill();
  });

  itAsRoot('leaves the database to its owner, and to a group that writes it', async () => {
    const made = await backedUp();
    await made.world.close();
    chownSync(made.file, 54_321, 54_322);
    chmodSync(made.file, 0o664);
    expect((await restore(made)).code).toBe(0);
    const { uid, gid, mode } = statSync(made.file);
    expect([uid, gid, mode & 0o777]).toEqual([54_321, 54_322, 0o660]);
  });

  it('asks nobody who is not there: without --yes it is bad usage', async () => {
    const made = await backedUp();
    await made.world.close();
    const asked = await runInProcess(['restore', made.copy], { environment: made.environment });
    expect(asked).toEqual({ code: 2, stdout: '', stderr: 'Nobody can be asked here: add --yes.\n' });
  });
});
