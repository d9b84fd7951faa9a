import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../errors';

/** What SQLite keeps beside a database while it is open, or after a crash. */
export const BESIDE_SQLITE = ['-wal', '-shm', '-journal'] as const;

/** Where something becomes a file before it takes the place of another. Shape: a new name in the same folder. */
export function nameBeside(file: string, purpose: string): string {
  return `${file}.${purpose}-${randomBytes(4).toString('hex')}`;
}

/** Whether two names are of one file, by whatever links. */
export function isSameFile(one: string, other: string): boolean {
  if (one === other) return true;
  if (!existsSync(one) || !existsSync(other)) return false;
  const [first, second] = [statSync(one), statSync(other)];
  return first.ino === second.ino && first.dev === second.dev;
}

/** Has the disk keep what a file holds. Never for a file that SQLite has open: closing it would give up SQLite's locks. */
export function syncFile(file: string): void {
  const descriptor = openSync(file, 'r+');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Has the disk keep the names in the folder of a file. */
export function syncFolderOf(file: string): void {
  const descriptor = openSync(path.dirname(file), 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Removes a database that nobody has open, with all that SQLite may have left beside it. */
export function removeSqlite(file: string): void {
  for (const suffix of ['', ...BESIDE_SQLITE]) rmSync(`${file}${suffix}`, { force: true });
}

/** What an error says, as a part of a sentence: without its full stop. */
export function reasonOf(error: unknown): string {
  return messageOf(error).replace(/\.$/, '');
}
