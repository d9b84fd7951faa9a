import path from 'node:path';
import { Readable } from 'node:stream';
import { runProgram } from '../../src/commands/runProgram';
import { type CommandResult, type CommandWishes, newFolder } from './program';

/**
 * Runs `latchkey` to its end as `runCommand` does, without a process of its own, which takes a second to start.
 * For commands that serve nothing. What they make without being told where goes with the test run.
 */
export async function runInProcess(
  args: readonly string[],
  { environment = {}, input = '' }: Omit<CommandWishes, 'folder'> = {},
): Promise<CommandResult> {
  const database = path.join(await newFolder(), 'latchkey.sqlite');
  const told = { stdout: '', stderr: '' };
  const code = await runProgram(args, {
    environment: { DATABASE_URL: `sqlite:${database}`, ...environment },
    input: Readable.from([input]),
    isTaken: async () => true,
    isWatched: false,
    columns: 80,
    onInterrupt: () => () => undefined,
    say: (text) => {
      told.stdout += text;
    },
    writeError: (text) => {
      told.stderr += text;
    },
  });
  return { code, ...told };
}
