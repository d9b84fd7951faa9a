import { execFile } from 'node:child_process';
import { chown, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { testFolder } from './engines';
import { type PostgresCluster, preparePostgres } from './postgres';
import { waitUntil } from './waitUntil';

const run = promisify(execFile);

/** A PostgreSQL that follows another and takes no writes. Shape: `url` without the name of a database. */
export interface Standby {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts a hot standby that streams from a primary: a copy of its files, which it brings up to date. */
export async function startStandby(primary: PostgresCluster, flags: string[]): Promise<Standby> {
  const folder = `${primary.folder}-standby`;
  await copyFiles(primary, folder);
  const { hostname, port, username, password } = new URL(primary.url);
  const follow = `host=${hostname} port=${port} user=${username} password=${password}`;
  const { cluster, url } = await preparePostgres(testFolder(), folder, [...flags, '-c', `primary_conninfo=${follow}`]);
  cluster.start().catch(() => undefined); // It waits for a primary's sign: a standby gives it once it is promoted.
  await waitUntil('the standby takes connections', () => answers(`${url}/postgres`));
  return { url, stop: () => cluster.stop() };
}

/** Source: PostgreSQL 18, section 25.3.3: the label comes of the end of the backup. */
async function copyFiles(primary: PostgresCluster, folder: string): Promise<void> {
  const client = new Client({ connectionString: `${primary.url}/postgres` });
  await client.connect();
  await client.query("SELECT pg_backup_start('standby', true)");
  await run('cp', ['-a', primary.folder, folder]); // Its owner is PostgreSQL's user.
  const { rows } = await client.query('SELECT "labelfile" FROM pg_backup_stop(false)');
  await client.end();
  await rm(path.join(folder, 'postmaster.pid'));
  const { uid, gid } = await stat(folder);
  for (const [name, text] of Object.entries({ backup_label: rows[0].labelfile, 'standby.signal': '' })) {
    await writeFile(path.join(folder, name), text);
    await chown(path.join(folder, name), uid, gid);
  }
}

async function answers(connectionString: string): Promise<boolean> {
  const client = new Client({ connectionString });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false; // It is still starting.
  } finally {
    await client.end().catch(() => undefined);
  }
}
