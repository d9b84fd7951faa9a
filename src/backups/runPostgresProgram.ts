import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { StartError } from '../errors';
import type { Environment } from '../SETTING_NAMES';
import { CopyFault } from './CopyFault';

/** The programs of PostgreSQL that are run. */
export type PostgresProgram = 'pg_dump' | 'pg_restore';

/** Units: characters of what a program complains about that are told. */
const MAX_TOLD = 400;

/** What the programs see of the environment: where they are, and the files of libpq. */
const HANDED_ON = ['PATH', 'HOME', 'PGPASSFILE', 'LANG', 'TMPDIR', 'SYSTEMROOT', 'PGPASSWORD'];

/** A program of PostgreSQL that runs. */
export interface RunningProgram {
  readonly output: Readable;
  /** Errors: a `StartError` where it is not there or too old, a `CopyFault` where it fails. */
  readonly ended: Promise<void>;
  stop(): void;
}

/**
 * Runs a program of PostgreSQL.
 * @param remedy what to do where it is not installed, or too old. Shape: the rest of a sentence, with its full stop
 */
export function runPostgresProgram(
  program: PostgresProgram,
  args: readonly string[],
  environment: Environment,
  remedy: string,
): RunningProgram {
  const handedOn = Object.fromEntries(HANDED_ON.map((name) => [name, environment[name]]));
  const child = spawn(program, args, {
    env: { ...handedOn, LC_MESSAGES: 'C' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { output: child.stdout, ended: endOf(child, program, remedy), stop: () => void child.kill('SIGKILL') };
}

function endOf(
  child: ChildProcessByStdio<null, Readable, Readable>,
  program: PostgresProgram,
  remedy: string,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => {
      complaint = (complaint + chunk.toString()).slice(-MAX_TOLD * 4);
    });
    child.once('error', (error: NodeJS.ErrnoException) => {
      const reason = error.code === 'ENOENT' ? 'is not installed' : `cannot be run (${error.message})`;
      reject(new StartError(`${program} ${reason}: ${remedy}`));
    });
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(failureOf(program, code, complaint, remedy));
    });
  });
}

/** Source: the messages of pg_dump and pg_restore under the locale C. */
function failureOf(program: PostgresProgram, code: number | null, complaint: string, remedy: string): Error {
  const reason = complaint
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.replace(/^pg_\w+: (?:error: )?/, ''))
    .join('; ')
    .slice(0, MAX_TOLD);
  const isTooOld = /server version mismatch|unsupported version/.test(complaint);
  return isTooOld
    ? new StartError(`${program} is too old: ${reason}: ${remedy}`)
    : new CopyFault(`${program} failed${reason === '' ? ` with ${code}` : `: ${reason}`}`);
}
