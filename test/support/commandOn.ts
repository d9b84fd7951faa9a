import type { Terminal } from '../../src/commands/Terminal';
import { environmentOf } from './locationEnvironment';
import type { CommandResult } from './program';
import { runInProcess } from './runInProcess';
import type { World } from './world';

/** Runs `latchkey` for an organization of a server. Shape: `args` as `['keys', 'rotate', id]`. */
export function commandOn(
  world: World,
  { id }: { readonly id: string },
  args: readonly string[],
  terminal: Partial<Terminal> = {},
): Promise<CommandResult> {
  const environment = environmentOf(world.config.database);
  return runInProcess([...args, '--organization', id], { environment, terminal });
}

/** The same, and reads the JSON that it prints. */
// biome-ignore lint/suspicious/noExplicitAny: an answer's shape is what tests assert.
export async function jsonOf(world: World, organization: { readonly id: string }, ...args: string[]): Promise<any> {
  const { stdout, stderr } = await commandOn(world, organization, [...args, '--json']);
  if (stdout === '') throw new Error(`the command printed no JSON: ${stderr}`);
  return JSON.parse(stdout);
}
