import { type BigIntStats, statSync } from 'node:fs';

/**
 * What the file system says of a file, without opening it: whoever opens and closes a file that SQLite has open ends SQLite's
 * locks on it. Shape: null where there is none. Source: SQLite, How To Corrupt An SQLite Database File, section 2.2.
 */
export function fileAt(path: string): BigIntStats | null {
  try {
    return statSync(path, { bigint: true });
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return null;
    throw error;
  }
}
