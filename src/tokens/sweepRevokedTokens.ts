import type { Job } from '../jobs/Job';
import { Sweep } from '../jobs/Sweep';
import type { Storage } from '../storage/Storage';

/** Units: milliseconds that a row outlasts its token, for servers whose clocks are behind. */
const MARGIN_MS = 60_000;

/** The job that deletes what is known of revoked tokens once they have expired. */
export function sweepRevokedTokens(storage: Storage): Job {
  const rows = { table: 'revoked_token', column: 'expiresAt', outlastMs: MARGIN_MS };
  return new Sweep('sweep-revoked-tokens', storage, rows);
}
