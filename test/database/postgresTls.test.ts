import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { hostOf, serversOf } from '../../src/postgresUrl';
import { openDatabase } from '../../src/running/openDatabase';
import { onServer, testFolder } from '../support/engines';
import { endAfter } from '../support/leftOpen';
import { cut } from '../support/pageBlocks';
import { CERTIFICATE } from '../support/postgres';
import { newFolder, runCommand } from '../support/program';
import { runInProcess } from '../support/runInProcess';
import { selfSigned } from '../support/selfSigned';
import { waitUntil } from '../support/waitUntil';
import { SECRET } from '../support/world';

const ROOT = () => path.join(testFolder(), CERTIFICATE);
/** The first message of a client that asks for TLS. Source: PostgreSQL, section 54.7. */
const SSL_REQUEST = Buffer.from('0000000804d2162f', 'hex');

/** The address of the test PostgreSQL. Shape: `query` as in `sslmode=require`. */
function addressOf(query: string, host = 'localhost'): string {
  const address = new URL(`${process.env.TEST_POSTGRES_URL}/postgres?${query}`);
  address.hostname = host;
  return address.href;
}

/** Whether connections that were opened with this address are encrypted. */
async function isEncrypted(url: string): Promise<unknown> {
  const database = await openDatabase({ engine: 'postgres', url });
  const [row] = await database.sql<{ ssl: boolean }>(
    'SELECT "ssl" FROM pg_stat_ssl WHERE "pid" = pg_backend_pid()',
    [],
  );
  await database.close();
  return row?.ssl;
}

/** What `latchkey scopes` and `latchkey keys list` tell of an address that cannot be opened. */
async function refusalOf(url: string): Promise<string> {
  const environment = { DATABASE_URL: url, LATCHKEY_SECRET: SECRET };
  const { code, stderr } = await runInProcess(['keys', 'list'], { environment });
  return `${code} ${stderr}`.replaceAll(hostOf(serversOf(url).at(-1) ?? ''), 'HOST');
}

/** What comes first over a connection, and what is done about it: true where it has been answered. */
type AnswerFirst = (first: Buffer, near: net.Socket) => boolean;

/** As a server that has TLS off. */
const withoutTls: AnswerFirst = (first, near) => first.equals(SSL_REQUEST) && near.write('N');

/** As a server that is just starting: the first connection breaks. */
function breakingOnce(): AnswerFirst {
  let isFirst = true;
  return (_first, near) => {
    if (!isFirst) return false;
    isFirst = false;
    near.destroy();
    return true;
  };
}

/** A way to PostgreSQL. */
async function wayTo(answerFirst: AnswerFirst): Promise<string> {
  const target = new URL(`${process.env.TEST_POSTGRES_URL}`);
  const [port, host] = [Number(target.port), target.hostname];
  const server = net.createServer((near) => {
    near.on('error', () => undefined);
    near.on('data', function pass(first: Buffer) {
      if (answerFirst(first, near)) return;
      near.off('data', pass);
      const far = net.connect(port, host);
      far.on('error', () => near.destroy());
      far.write(first);
      near.pipe(far).pipe(near);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  endAfter('test', () => server.close());
  target.port = `${(server.address() as net.AddressInfo).port}`; // It listens on a port, not on a pipe.
  return `${target.href}/postgres`;
}

describe('a connection to PostgreSQL', () => {
  beforeAll(() =>
    waitUntil('PostgreSQL speaks TLS', async () => {
      const [row] = (await onServer('SHOW ssl')) as { ssl: string }[];
      return row?.ssl === 'on';
    }),
  );

  it.each([
    ['', false],
    ['sslmode=disable', false],
    ['sslmode=allow', false],
    ['sslmode=prefer', true],
    ['sslmode=require', true],
    ['sslmode=require&sslnegotiation=direct', true],
    ['ssl=true', true],
    ['sslmode=require&sslrootcert=ROOT', true],
    ['sslmode=verify-ca&sslrootcert=ROOT', true],
    ['sslmode=verify-full&sslrootcert=ROOT', true],
  ])('with "%s" is encrypted: %s', async (query, isSo) => {
    expect(await isEncrypted(addressOf(query.replace('ROOT', ROOT())))).toBe(isSo);
  });

  it('is encrypted and checked at each host of an address', async () => {
    const query = `sslmode=verify-full&sslrootcert=${ROOT()}`;
    const { host, port } = new URL(addressOf(''));
    const at = (hosts: string) => addressOf(query).replace(host, hosts);
    expect(await isEncrypted(at(`127.0.0.1:1,localhost:${port}`))).toBe(true);
    expect(await isEncrypted(at(`127.0.0.1:${port},localhost:${port}`))).toBe(true);
    expect(await refusalOf(at(`127.0.0.1:1,127.0.0.1:${port}`))).toContain(
      'no server takes writes: 127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1; HOST: Hostname/IP does not match',
    );
    const plain = new URL(await wayTo(withoutTls)).host;
    const preferring = addressOf('sslmode=prefer').replace(host, `127.0.0.1:1,${plain}`);
    expect(await isEncrypted(preferring)).toBe(false);
  });

  it('checks the name in a certificate under verify-full alone', async () => {
    const named = (mode: string) => addressOf(`sslmode=${mode}&sslrootcert=${ROOT()}`, '127.0.0.1');
    expect(await isEncrypted(named('verify-ca'))).toBe(true);
    expect(await refusalOf(named('verify-full'))).toBe(
      `1 The database HOST/postgres cannot be opened: Hostname/IP does not match certificate's altnames: IP: 127.0.0.1 is not in the cert's list:  (ERR_TLS_CERT_ALTNAME_INVALID); name the host as its certificate does, or take sslmode=verify-ca.\n`,
    );
  });

  it('is refused in one sentence where nobody vouches for the certificate', async () => {
    const other = path.join(await newFolder(), 'other.crt');
    await writeFile(other, selfSigned().certificate);
    const refusals = [
      'sslmode=verify-full',
      `sslmode=require&sslrootcert=${other}`,
      `sslmode=verify-ca&sslrootcert=${other}`,
    ];
    const sentence =
      '1 The database HOST/postgres cannot be opened: self-signed certificate (DEPTH_ZERO_SELF_SIGNED_CERT); name the file of the certificate that vouches for it in DATABASE_URL (sslrootcert), or take sslmode=require, which encrypts and trusts any server.\n';
    expect(await Promise.all(refusals.map((query) => refusalOf(addressOf(query))))).toEqual(
      refusals.map(() => sentence),
    );
  });

  it('is not made where a file that the address names is not there, or no certificate', async () => {
    const file = path.join(await newFolder(), 'none.crt');
    const url = addressOf(`sslmode=verify-full&sslrootcert=${file}`);
    expect(await refusalOf(url)).toBe(
      `2 Bad setting: DATABASE_URL: sslrootcert ${file} cannot be read: ENOENT: no such file or directory, open '${file}'.\n`,
    );
    await writeFile(file, 'no certificate');
    expect(await refusalOf(url)).toMatch(/^2 Bad setting: DATABASE_URL: sslrootcert \S+ cannot be read: [^\n]+\.\n$/);
  });

  it('is plain under prefer where the server has no TLS, and refused under require', async () => {
    const way = await wayTo(withoutTls);
    expect(await isEncrypted(`${way}?sslmode=prefer`)).toBe(false);
    expect(await refusalOf(`${way}?sslmode=require`)).toBe(
      '1 The database HOST/postgres cannot be opened: The server does not support SSL connections; switch TLS on there (ssl=on), or set sslmode=disable in DATABASE_URL.\n',
    );
  });

  it('is encrypted under prefer though something else was wrong with the one before', async () => {
    const way = `${await wayTo(breakingOnce())}?sslmode=prefer`;
    await expect(isEncrypted(way)).rejects.toThrow('Connection terminated unexpectedly');
    expect(await isEncrypted(way)).toBe(true);
  });

  it('is encrypted and checked as docs/operating.md has it', async () => {
    const [, text = ''] = /'([^']+)'/.exec(cut('docs/operating.md', 'postgres-tls')) ?? [];
    const { search } = new URL(text);
    expect(await isEncrypted(addressOf(search.slice(1).replace('/etc/latchkey/db.pem', ROOT())))).toBe(true);
  });

  it('is made without a word of the driver', async () => {
    const environment = { DATABASE_URL: addressOf('sslmode=require'), LATCHKEY_SECRET: SECRET };
    const { stderr } = await runCommand(['keys', 'list'], { environment });
    expect(stderr).toBe('The database is not migrated. Run `latchkey migrate`.\n');
  });
});
