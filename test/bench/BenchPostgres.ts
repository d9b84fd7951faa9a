import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Client } from 'pg';
import { type PostgresCluster, startPostgres } from '../support/postgres';
import { BenchError } from './BenchError';
import type { Cores } from './cores';
import type { Sandbox } from './Sandbox';

/** As it comes, but for a count of its statements and for how it keeps what rows never write. */
const FLAGS = [
  'shared_preload_libraries=pg_stat_statements',
  'fsync=off',
  'wal_level=minimal',
  'max_wal_senders=0',
  'max_wal_size=4GB',
];

/** A real PostgreSQL of the run, on the core of the load: the database is another machine's work. Started when asked for. */
export class BenchPostgres {
  private started: Promise<PostgresCluster> | null = null;

  constructor(
    private readonly sandbox: Sandbox,
    private readonly cores: Cores,
  ) {}

  /** Makes an empty database. Shape: its URL. */
  async createDatabase(name: string): Promise<string> {
    const { url } = await this.cluster();
    await this.query((client) => client.query(`CREATE DATABASE "${name}"`));
    return `${url}/${name}`;
  }

  /** Asks something of the database `postgres`, whose statements no row counts. */
  async query<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const { url } = await this.cluster();
    const client = new Client({ connectionString: `${url}/postgres` });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }

  async stop(): Promise<void> {
    await (await this.started)?.stop();
  }

  private cluster(): Promise<PostgresCluster> {
    this.started ??= this.start();
    return this.started;
  }

  private async start(): Promise<PostgresCluster> {
    const folder = path.join(this.sandbox.folder, 'cluster');
    mkdirSync(folder);
    for (const each of [this.sandbox.folder, folder]) chmodSync(each, 0o755); // As root, PostgreSQL runs as a user of its own.
    const flags = FLAGS.flatMap((flag) => ['-c', flag]);
    const cluster = await startPostgres(folder, flags).catch((error: unknown) => {
      throw new BenchError(`PostgreSQL does not start: ${error instanceof Error ? error.message : String(error)}`);
    });
    this.pin(folder);
    const client = new Client({ connectionString: `${cluster.url}/postgres` });
    await client.connect();
    await client.query('CREATE EXTENSION pg_stat_statements');
    await client.end();
    return cluster;
  }

  /** What the first of its processes is pinned to, all that it starts are. */
  private pin(folder: string): void {
    if (!this.cores.isPinned) return;
    const [pid = ''] = readFileSync(path.join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n');
    const { status } = spawnSync('taskset', ['-acp', String(this.cores.load), pid]);
    if (status !== 0) throw new BenchError('PostgreSQL cannot be pinned to the core of the load.');
  }
}
