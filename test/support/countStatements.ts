import type { World } from './world';

/** How many statements of this kind a server reads with while the work is done. All run: they are only counted. */
export async function countStatements(world: World, kind: RegExp, work: () => Promise<unknown>): Promise<number> {
  const counter = jest.spyOn(world.database, 'sql');
  try {
    await work();
    return counter.mock.calls.filter(([sql]) => kind.test(sql)).length;
  } finally {
    counter.mockRestore();
  }
}
