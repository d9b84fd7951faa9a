import type { Follower } from '../events/Happened';
import { successesOf } from '../events/successesOf';

const END = '(SELECT "expiresAt" FROM "api_key" WHERE "id" = $1)';
const NARROW = `
  UPDATE "api_key_secret" SET "formerExpiresAt" = ${END} WHERE "apiKeyId" = $1 AND "formerExpiresAt" > ${END}`;

/** Has a rotation that is cancelled give no end back from which the key was brought forward meanwhile. */
export const keepNarrowedEnd: Follower = async ({ sql }, happened) => {
  for (const { target, changes } of successesOf(happened, 'api_key.narrowed')) {
    if (changes.some(({ field }) => field === 'expiresAt')) await sql(NARROW, [target.id]);
  }
};
