import { DAY_MS } from '../clock';
import type { Job } from '../jobs/Job';
import { Sweep } from '../jobs/Sweep';
import type { Storage } from '../storage/Storage';

/** The job that forgets who used a secret 30 days ago: a rotation may last so long. */
export function sweepSecretUsers(storage: Storage): Job {
  const rows = { table: 'api_key_secret_user', column: 'lastSeenAt', outlastMs: 30 * DAY_MS };
  return new Sweep('sweep-secret-users', storage, rows);
}
