import { accessSync, constants, statfsSync, statSync } from 'node:fs';
import path from 'node:path';
import { type Finding, failure, findingIn, fine, warning } from '../checks/Finding';
import { assertDatabaseFile } from '../database/assertDatabaseFile';
import { fileAt } from '../database/fileAt';
import { realPathOf } from '../database/realPathOf';
import { StartError } from '../errors';

const OF_OTHERS = 0o077;
/** Who may write, beside the owner. */
const WRITABLE_BY_OTHERS = 0o022;
const STICKY = 0o1000;
/** Units: bytes. */
const LOW_BYTES = 256 * 1024 * 1024;
const MEBIBYTE = 1024 * 1024;

/** Whoever is let in by a group cannot close the file to that group. Source: decision 056. */
const OF_ANOTHER = 'Let the user of the server own it, or keep everybody else out of its group.';

/** Looks at the file of a database from outside. Shape: one failure where there is none, else several findings. */
export function sqliteFileChecks(file: string): Finding[] {
  try {
    assertDatabaseFile(file, false);
    const real = realPathOf(file);
    if (!statSync(real).isFile()) return [failure('file', `${file} is no file.`, 'Name a file in DATABASE_URL.')];
    return [fine('file', `${file} is there.`), access(real), mode(real), folder(path.dirname(real)), space(real)];
  } catch (error) {
    if (error instanceof StartError) return [findingIn('file', 'failed', error.message)];
    const sentence = `${file} cannot be looked at: ${error instanceof Error ? error.message : String(error)}.`;
    return [failure('file', sentence, 'Run `latchkey doctor` as the user that the server runs as.')];
  }
}

/** Source: decision 056. */
function access(file: string): Finding {
  const lacking = [file, `${file}-wal`, `${file}-shm`].filter((each) => fileAt(each) !== null && !isAccessible(each));
  const user = process.getuid?.() ?? 0;
  if (lacking.length === 0) return fine('access', `User ${user} may read and write it.`);
  const { uid } = statSync(lacking[0] ?? file);
  const sentence = `User ${user} may not read and write ${lacking.join(' and ')}, which ${lacking.length > 1 ? 'belong' : 'belongs'} to user ${uid}.`;
  return failure('access', sentence, `Run it as user ${uid}, or give the file to the user that the server runs as.`);
}

function isOurs(file: string): boolean {
  return statSync(file).uid === process.getuid?.();
}

function isAccessible(file: string): boolean {
  try {
    accessSync(file, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function mode(file: string): Finding {
  const open = [file, `${file}-wal`, `${file}-shm`].filter(
    (each) => (Number(fileAt(each)?.mode ?? 0) & OF_OTHERS) !== 0,
  );
  const [first] = open;
  if (first === undefined) return fine('mode', 'Its owner alone may read it.');
  const remedy = isOurs(first) ? `Run chmod 600 ${open.join(' ')}.` : OF_ANOTHER;
  return warning('mode', `Others than its owner may read ${open.join(' and ')}.`, remedy);
}

/** Whoever may write to a folder may put another file in the place of any in it. */
function folder(name: string): Finding {
  const found = statSync(name);
  if (!isAccessible(name)) {
    const sentence = `The folder ${name} cannot be written, and SQLite makes files beside the database.`;
    return failure(
      'folder',
      sentence,
      `Let the user that the server runs as write it; it belongs to user ${found.uid}.`,
    );
  }
  const isOpen = (found.mode & WRITABLE_BY_OTHERS) !== 0 && (found.mode & STICKY) === 0;
  if (!isOpen) return fine('folder', 'Others cannot put files into its folder.');
  const remedy = isOurs(name) ? `Run chmod go-w ${name}.` : OF_ANOTHER;
  return warning('folder', `Others may put files into ${name}.`, remedy);
}

function space(file: string): Finding {
  const { bavail, bsize } = statfsSync(file);
  const free = Math.floor((bavail * bsize) / MEBIBYTE);
  if (free >= LOW_BYTES / MEBIBYTE) return fine('space', 'The disk has room.');
  return warning('space', `The disk has ${free} MiB left.`, 'Make room: nothing can be written once it is full.');
}
