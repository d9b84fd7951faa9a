import { newId } from '../../src/id';
import { CuttableProxy } from '../support/CuttableProxy';
import { onServer } from '../support/engines';
import { freePort } from '../support/freePort';
import { endAfter } from '../support/leftOpen';
import { runInProcess } from '../support/runInProcess';
import { waitUntil } from '../support/waitUntil';
import { SECRET } from '../support/world';

/** A new, empty database, and a role that may do in it what any role may. Shape: `options` as `CREATE DATABASE` takes them. */
async function plainRole(options = '') {
  const name = `t_${newId(Date.now())}`;
  await onServer(`CREATE DATABASE ${name} ${options}`);
  await onServer(`CREATE ROLE ${name} LOGIN PASSWORD 'gr@ve'`);
  const address = new URL(`${process.env.TEST_POSTGRES_URL}/${name}`);
  address.username = name;
  address.password = 'gr@ve';
  endAfter('test', async () => {
    await onServer(`DROP DATABASE ${name}`);
    await onServer(`DROP ROLE ${name}`);
  });
  return { name, address };
}

/** What `latchkey migrate` tells of a database. Shape: the host is left out of it. */
async function told({ href, host }: URL): Promise<string> {
  const { code, stdout, stderr } = await runInProcess(['migrate'], {
    environment: { DATABASE_URL: href, LATCHKEY_SECRET: SECRET },
  });
  return `${code} ${stdout}${stderr}`.replaceAll(host, 'HOST');
}

/** How many connections a role has. The server ends those that it was told to end a moment later. */
async function connectionsOf(role: string): Promise<number> {
  const sql = `SELECT pid FROM pg_stat_activity WHERE usename = '${role}'`;
  await waitUntil('no connection is left', async () => (await onServer(sql)).length === 0);
  return (await onServer(sql)).length;
}

describe('a PostgreSQL that the server cannot start from', () => {
  it('names the statement that lets a role make its tables, at once, and starts when that was run', async () => {
    const { name, address } = await plainRole();
    const { proxy, viaProxy } = await CuttableProxy.to(address.href);
    endAfter('test', () => proxy.cut());
    const refusal = await told(new URL(viaProxy));
    expect(refusal).toBe(
      `1 The database HOST/${name} cannot be migrated: permission denied for schema public (42501); run GRANT CREATE ON SCHEMA public TO ${name}.\n`,
    );
    expect(proxy.joinCount).toBe(3); // One that opens, one that migrates, one that asks what is missing.
    expect(await connectionsOf(name)).toBe(0);
    await onServer(/run (GRANT [^.]+)/.exec(refusal)?.[1] ?? '', name);
    expect(await told(address)).toMatch(/^0 Migrations run: \d+\.\n$/);
  });

  it('names what is wrong with role, password, database and address, and what to do', async () => {
    const { name, address } = await plainRole();
    const other = (changes: Partial<Pick<URL, 'password' | 'pathname' | 'host' | 'search'>>) =>
      told(Object.assign(new URL(address.href), changes));
    const free = await freePort();
    expect(
      await Promise.all([
        other({ password: 'wrong' }),
        other({ pathname: '/t_none' }),
        other({ host: `127.0.0.1:${free}` }),
        other({ host: 'nowhere.invalid:5432' }),
      ]),
    ).toEqual([
      `1 The database HOST/${name} cannot be opened: password authentication failed for user "${name}" (28P01); check role and password in DATABASE_URL, where a password is percent-encoded.\n`,
      `1 The database HOST/t_none cannot be opened: database "t_none" does not exist (3D000); run CREATE DATABASE t_none OWNER ${name}.\n`,
      `1 The database HOST/${name} cannot be opened: connect ECONNREFUSED HOST (ECONNREFUSED); check host and port in DATABASE_URL, and that PostgreSQL can be reached there.\n`,
      expect.stringMatching(
        /^1 The database HOST\/\w+ cannot be opened: getaddrinfo \w+ nowhere\.invalid \(\w+\); check the host in DATABASE_URL\.\n$/,
      ),
    ]);
    expect(await connectionsOf(name)).toBe(0);
  });

  it.each(['LATIN1', 'SQL_ASCII'])('names an encoding in which not every name can be written: %s', async (encoding) => {
    const { name, address } = await plainRole(`ENCODING '${encoding}' LOCALE 'C' TEMPLATE template0`);
    expect(await told(address)).toBe(
      `1 The database ${name} has the encoding ${encoding}, in which not every name can be written: make another with ENCODING 'UTF8' TEMPLATE template0, bring its rows over with pg_dump, and name it in DATABASE_URL.\n`,
    );
    expect(await connectionsOf(name)).toBe(0);
  });

  it('names a role that may not log in', async () => {
    const { name, address } = await plainRole();
    await onServer(`ALTER ROLE ${name} NOLOGIN`);
    expect(await told(address)).toBe(
      `1 The database HOST/${name} cannot be opened: role "${name}" is not permitted to log in (28000); let that role log in (pg_hba.conf), or set sslmode=require in DATABASE_URL where encryption is missing.\n`,
    );
  });

  it('names a database that is read-only', async () => {
    const { name, address } = await plainRole();
    await onServer(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
    expect(await told(address)).toBe(
      `1 The database HOST/${name} cannot be opened: it is read-only by default_transaction_read_only (57P03); name the primary in DATABASE_URL, which takes writes.\n`,
    );
  });

  it('names a version that is too old', async () => {
    const { name, address } = await plainRole();
    await onServer('CREATE SCHEMA old', name);
    await onServer(
      "CREATE FUNCTION old.version() RETURNS text LANGUAGE sql AS $$ SELECT 'PostgreSQL 9.6.24 on x' $$",
      name,
    );
    await onServer(`GRANT USAGE ON SCHEMA old TO ${name}`, name);
    await onServer(`ALTER DATABASE ${name} SET search_path = old, pg_catalog`);
    expect(await told(address)).toBe(
      '1 PostgreSQL 9.6.24 is too old: upgrade it to 13 or newer, or name another in DATABASE_URL.\n',
    );
    expect(await connectionsOf(name)).toBe(0);
  });
});
