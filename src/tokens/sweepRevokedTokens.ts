import { DAY_MS } from '../clock';
import type { Job } from '../jobs/Job';
import { Sweep } from '../jobs/Sweep';
import type { Storage } from '../storage/Storage';

/**
 * The job that deletes what is known of revoked tokens, a day after they have expired: the clock of the process that does it
 * may be ahead, and the others would take those tokens again. Source: decision 072.
 */
export function sweepRevokedTokens(storage: Storage): Job {
  const rows = { table: 'revoked_token', column: 'expiresAt', outlastMs: DAY_MS };
  return new Sweep('sweep-revoked-tokens', storage, rows);
}
