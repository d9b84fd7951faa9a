import { type BigIntStats, statSync } from 'node:fs';
import { codeOf } from './failures';

/**
 * What the file system says of a file, without opening it: to open and close a file that SQLite has open ends SQLite's
 * locks on it. Shape: null where there is none. Source: SQLite, How To Corrupt An SQLite Database File, section 2.2.
 */
export function fileAt(path: string): BigIntStats | null {
  try {
    return statSync(path, { bigint: true });
  } catch (error) {
    if (/^(?:ENOENT|ENOTDIR)$/.test(codeOf(error))) return null;
    throw error;
  }
}
