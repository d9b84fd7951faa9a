import type { Follower } from '../events/Happened';
import { successesOf } from '../events/successesOf';

const OF_PROCESS = 'SELECT "id", "name" FROM "api_key" WHERE "processId" = $1 AND "deletedAt" IS NULL ORDER BY "id"';
const END = 'UPDATE "api_key" SET "deletedAt" = $1 WHERE "processId" = $2 AND "deletedAt" IS NULL';

/** Turns the keys of a process into tombstones when the process is deleted. */
export const endKeysOfProcess: Follower = async ({ sql }, happened, also) => {
  for (const deletion of successesOf(happened, 'process.deleted')) {
    const { target, at } = deletion;
    const keys = await sql<{ id: string; name: string }>(OF_PROCESS, [target.id]);
    await sql(END, [at, target.id]);
    const ends = keys.map((key) => ({ event: 'api_key.deleted' as const, target: key }));
    await also(deletion, ends);
  }
};
