import type { Follower } from '../events/Happened';
import { successesOf } from '../events/successesOf';
import { ApiKeyEndReason } from './ApiKeyEndReason';
import { consequenceOfEnd, endKeys, type KeyEnd } from './endKeys';

const OF_PROCESS = 'SELECT "id" FROM "api_key" WHERE "processId" = $1 AND "deletedAt" IS NULL ORDER BY "id"';

/** Turns the keys of a process into tombstones when the process is deleted: what they were for is gone. */
export const endKeysOfProcess: Follower = async ({ sql }, happened, also) => {
  for (const deletion of successesOf(happened, 'process.deleted')) {
    const { target, at } = deletion;
    const keys = await sql<{ id: string }>(OF_PROCESS, [target.id]);
    const end: KeyEnd = { column: 'deletedAt', reason: ApiKeyEndReason.PRIVILEGE_WITHDRAWN, note: null, at };
    const ended = await endKeys(
      sql,
      keys.map(({ id }) => id),
      end,
    );
    await also(
      deletion,
      ended.map((each) => consequenceOfEnd(end, each)),
    );
  }
};
