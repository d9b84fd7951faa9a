import type { TestOrganization, World } from './world';

/** Two organizations, each with a process: the one that a test speaks for, and one that it must not see. */
export async function neighbours(world: World) {
  const a: TestOrganization = await world.organization('A');
  const b: TestOrganization = await world.organization('B');
  return { a, b, own: await world.process(a, 'Own'), foreign: await world.process(b, 'Foreign') };
}
