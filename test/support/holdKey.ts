import { gate } from './gate';
import { endAfter } from './leftOpen';
import type { TestKey, World } from './world';

/**
 * Keeps all processes from writing the row of a key, the jobs in the background, too; on SQLite, from writing at all.
 * Shape: a function that lets them write again, and resolves when they may.
 */
export async function holdKey(world: World, { id }: Pick<TestKey, 'id'>): Promise<() => Promise<void>> {
  const [begun, over] = [gate(), gate()];
  const held = world.database.write(async ({ sql }) => {
    await sql('UPDATE "api_key" SET "name" = "name" WHERE "id" = $1', [id]);
    begun.open();
    await over.opened;
  });
  const letGo = async () => {
    over.open();
    await held;
  };
  endAfter('test', letGo);
  await Promise.race([begun.opened, held]);
  return letGo;
}
