import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, rmSync } from 'node:fs';
import path from 'node:path';

/** What SQLite keeps beside a database while it is open, or after a crash. */
export const BESIDE_SQLITE = ['-wal', '-shm', '-journal'] as const;

/** Where something becomes a file before it takes the place of another. Shape: a new name in the same folder. */
export function nameBeside(file: string, purpose: string): string {
  return `${file}.${purpose}-${randomBytes(4).toString('hex')}`;
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

/** What went wrong with a file, in the words of the system. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
}
