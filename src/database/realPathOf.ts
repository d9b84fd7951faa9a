import { readlinkSync, realpathSync } from 'node:fs';
import path from 'node:path';

/**
 * The name of a file without links, beside which SQLite puts `-wal`, `-shm` and `-journal`. The file itself need not be there.
 * Source: SQLite, os_unix.c, unixFullPathname.
 */
export function realPathOf(file: string): string {
  try {
    return realpathSync(file);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  const target = targetOf(file);
  if (target !== null) return realPathOf(path.resolve(path.dirname(file), target));
  const folder = path.dirname(file);
  return folder === file ? file : path.join(realPathOf(folder), path.basename(file));
}

/** Shape: null where a file is no link, or is not there. */
function targetOf(file: string): string | null {
  try {
    return readlinkSync(file);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(?:ENOENT|ENOTDIR|EINVAL)$/.test(String(error.code));
}
