import path from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import type { DatabaseLocation } from '../../src/SettingReader';
import { environmentOf } from './locationEnvironment';
import { newFolder } from './program';
import { runInProcess } from './runInProcess';
import { World } from './world';

/** A server whose database was backed up into a file. */
export interface BackedUp {
  readonly world: World;
  readonly file: string;
  readonly copy: string;
  readonly environment: Record<string, string>;
}

/** Starts a server, has something made, and takes a backup. */
export async function backedUp(make: (world: World) => Promise<unknown> = async () => undefined): Promise<BackedUp> {
  const world = await World.create('sqlite');
  world.now = Date.now(); // The command line has the real clock.
  await make(world);
  const { file } = world.config.database as Extract<DatabaseLocation, { engine: 'sqlite' }>;
  const environment = environmentOf(world.config.database);
  const copy = path.join(await newFolder(), 'copy.sqlite');
  expect(await runInProcess(['backup', copy], { environment })).toMatchObject({ code: 0 });
  return { world, file, copy, environment };
}

/** Restores what was backed up, without being asked. */
export const restore = ({ copy, environment }: Pick<BackedUp, 'copy' | 'environment'>, ...options: string[]) =>
  runInProcess(['restore', copy, '--yes', ...options], { environment });

/** Asks a database that nobody serves. */
export function rowsOf(file: string, statement: string): unknown[] {
  const connection = new BetterSqlite3(file, { readonly: true });
  try {
    return connection.prepare(statement).all();
  } finally {
    connection.close();
  }
}
