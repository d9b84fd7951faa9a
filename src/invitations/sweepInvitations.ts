import type { Job } from '../jobs/Job';
import { Sweep } from '../jobs/Sweep';
import type { Storage } from '../storage/Storage';

/** The job that deletes invitations once they have expired. */
export function sweepInvitations(storage: Storage): Job {
  return new Sweep('sweep-invitations', storage, { table: 'invitation', column: 'expiresAt' });
}
