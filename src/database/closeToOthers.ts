import { chmodSync, existsSync, statSync } from 'node:fs';

const OWNER_ALONE = 0o600;
const OF_OTHERS = 0o077;

/**
 * Leaves a file to its owner alone. What is not ours to close stays as it is: a volume may have another owner, whose group
 * lets us write.
 * Shape: a warning where others may read it; null where they may not. Source: decision 056.
 */
export function closeToOthers(file: string): string | null {
  if (!existsSync(file)) return null;
  const { mode, uid, gid } = statSync(file);
  if ((mode & 0o777) === OWNER_ALONE) return null;
  try {
    chmodSync(file, OWNER_ALONE);
    return null;
  } catch (error) {
    if ((mode & OF_OTHERS) === 0) return null;
    const shown = (mode & 0o777).toString(8).padStart(4, '0');
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return (
      `Others than this process may read ${file}, which belongs to user ${uid} and group ${gid} and has the mode ${shown} ` +
      `(${reason}): let the user of this process own it, or keep everybody else out of that group and out of its folder.`
    );
  }
}
