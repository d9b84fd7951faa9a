import path from 'node:path';
import { Readable } from 'node:stream';
import { runProgram } from '../../src/commands/runProgram';
import type { Terminal } from '../../src/commands/Terminal';
import { type CommandResult, type CommandWishes, newFolder } from './program';

/** How to run a command here. Shape: `terminal` as far as it is not that of a program whose output nobody watches. */
interface Wishes extends Omit<CommandWishes, 'folder'> {
  readonly terminal?: Partial<Terminal>;
}

/**
 * Runs `latchkey` to its end as `runCommand` does, without a process of its own, which takes a second to start.
 * For commands that serve nothing. What they make without being told where goes with the test run.
 */
export async function runInProcess(
  args: readonly string[],
  { environment = {}, input = '', terminal = {} }: Wishes = {},
): Promise<CommandResult> {
  const database = path.join(await newFolder(), 'latchkey.sqlite');
  const told = { stdout: '', stderr: '' };
  const code = await runProgram(args, {
    environment: { DATABASE_URL: `sqlite:${database}`, ...environment },
    input: Readable.from([input]),
    isTaken: async () => true,
    isWatched: false,
    isShown: false,
    columns: 80,
    onInterrupt: () => () => undefined,
    ...terminal,
    say: (text) => {
      told.stdout += text;
      terminal.say?.(text);
    },
    writeError: (text) => {
      told.stderr += text;
      terminal.writeError?.(text);
    },
  });
  return { code, ...told };
}
