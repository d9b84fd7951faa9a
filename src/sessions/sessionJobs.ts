import type { Job } from '../jobs/Job';
import { Sweep } from '../jobs/Sweep';
import type { Storage } from '../storage/Storage';
import { LIFETIME_MS } from './sessionRows';

/** The jobs about signing in: sessions and counted tries that are over are deleted. */
export function sessionJobs(storage: Storage): Job[] {
  return [
    new Sweep('sweep-sessions', storage, { table: 'session', column: 'createdAt', outlastMs: LIFETIME_MS }),
    new Sweep('sweep-tries', storage, { table: 'throttle', column: 'endsAt' }),
  ];
}
