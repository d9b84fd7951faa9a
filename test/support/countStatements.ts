import type { World } from './world';

/** What jobs read with, whenever it is their turn. */
const OF_JOBS =
  /"(?:job_lease|outbox_parcel|usage_\w+)"|^SELECT 1 AS "found"|"otherState" = 'RETIRING'|COALESCE\(s\."endedAs"/;

/** How many statements of this kind a server reads with while the work is done. All run: they are only counted. */
export async function countStatements(world: World, kind: RegExp, work: () => Promise<unknown>): Promise<number> {
  const counter = jest.spyOn(world.database, 'sql');
  try {
    await work();
    return counter.mock.calls.filter(([sql]) => kind.test(sql) && !OF_JOBS.test(sql)).length;
  } finally {
    counter.mockRestore();
  }
}
