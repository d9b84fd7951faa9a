import type { Follower } from '../events/Happened';

const OF_PROCESS = 'SELECT "id", "name" FROM "api_key" WHERE "processId" = $1 AND "deletedAt" IS NULL ORDER BY "id"';
const END = 'UPDATE "api_key" SET "deletedAt" = $1 WHERE "processId" = $2 AND "deletedAt" IS NULL';

/** Turns the keys of a process into tombstones when the process is deleted. */
export const endKeysOfProcess: Follower = async ({ sql }, { event, outcome, target, at }, also) => {
  if (event !== 'process.deleted' || outcome !== 'SUCCESS' || !target) return;
  const keys = await sql<{ id: string; name: string }>(OF_PROCESS, [target.id]);
  await sql(END, [at, target.id]);
  for (const key of keys) await also({ event: 'api_key.deleted', target: key });
};
