import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { endAfter } from './leftOpen';
import { newFolder } from './program';
import { timeLeft } from './timeLeft';

const ROOT = process.cwd();

/** What a script came to. */
export interface ScriptResult {
  /** Shape: null where a signal ended it. */
  readonly code: number | null;
  /** Whether it was ended since the time of the test ran out. */
  readonly isLate: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** A script that runs. */
export interface RunningScript {
  /** Waits for something that is printed. Shape: what the first group of the pattern holds. */
  printed(pattern: RegExp): Promise<string>;
  readonly ended: Promise<ScriptResult>;
}

/** Whether a program is there to be run. */
export function isInstalled(program: string): boolean {
  return spawnSync(program, ['--version']).error === undefined;
}

/**
 * `npm` as the pages use it, without a registry: what is installed is linked from the project's own packages, and the
 * project's scripts are run from its built program.
 */
const NPM = `#!/bin/sh
command=$1; shift
[ "$command" = run ] && { [ "$1" = --silent ] && shift; command=$1; shift; [ "$1" = -- ] && shift; }
case "$command" in
  ci|init|build) exit 0 ;;
  install) exec node ${ROOT}/test/support/linkPackages.mjs "$@" ;;
esac
script=$(node -p 'require("${ROOT}/package.json").scripts[process.argv[1]]' "$command")
exec sh -c "\${script#node src/building/build.mjs --if-stale && } \\"\\$@\\"" "$command" "$@"
`;

/** A folder like a clone that was installed and built, in which the commands of a page are run. */
export class Shell {
  private constructor(
    readonly folder: string,
    private readonly environment: Readonly<Record<string, string>>,
  ) {}

  /** @param environment what the scripts find beside `PATH` */
  static async open(environment: Readonly<Record<string, string>> = {}): Promise<Shell> {
    const folder = await newFolder();
    for (const name of ['dist', 'node_modules', 'package.json'])
      symlinkSync(path.join(ROOT, name), path.join(folder, name));
    const bin = path.join(folder, 'bin');
    mkdirSync(bin);
    writeFileSync(path.join(bin, 'npm'), NPM);
    writeFileSync(path.join(bin, 'npx'), '#!/bin/sh\ncommand=$1; shift\nexec "node_modules/.bin/$command" "$@"\n');
    for (const name of ['npm', 'npx']) chmodSync(path.join(bin, name), 0o755);
    return new Shell(folder, { PATH: `${bin}:${process.env.PATH}`, HOME: folder, ...environment });
  }

  /** Runs a script to its end. Errors: an `Error` with what was printed where it fails. */
  async run(script: string): Promise<string> {
    const result = await this.start(`set -e\n${script}`).ended;
    if (result.code !== 0) throw new Error(endOf(result));
    return result.stdout;
  }

  /** Starts a script. What it has started ends with the test. */
  start(script: string): RunningScript {
    const child = spawn('sh', ['-c', script], { cwd: this.folder, env: this.environment, detached: true });
    const closed = endAfter('test', () => end(child));
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      end(child);
    }, timeLeft());
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].on('data', (chunk: Buffer) => {
        output[name] += chunk.toString();
      });
    }
    const ended = new Promise<ScriptResult>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => {
        clearTimeout(timer);
        closed();
        resolve({ code, isLate, ...output });
      });
    });
    const printed = (pattern: RegExp): Promise<string> =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = pattern.exec(output.stdout)?.[1];
          if (found !== undefined) resolve(found);
        };
        child.stdout.on('data', look);
        look();
        void ended.then((result) => reject(new Error(endOf(result))));
      });
    return { printed, ended };
  }
}

/** How a script ended, with what it printed. */
function endOf({ code, isLate, stdout, stderr }: ScriptResult): string {
  const how = isLate ? 'had not ended when the time of its test ran out' : `ended with ${code}`;
  return `the script ${how}: ${stdout}${stderr}`;
}

/** Ends a script and everything that it started. */
function end({ pid }: ChildProcess): void {
  if (pid !== undefined) process.kill(-pid, 'SIGKILL');
}
