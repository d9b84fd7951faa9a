import type { Job } from '../jobs/Job';
import { Sweep } from '../jobs/Sweep';
import type { Storage } from '../storage/Storage';
import { KEY_REQUEST_MS } from './KeyRequest';

/** The job that deletes requests for keys once they are no longer remembered. */
export function sweepKeyRequests(storage: Storage): Job {
  return new Sweep('sweep-key-requests', storage, {
    table: 'key_request',
    column: 'createdAt',
    outlastMs: KEY_REQUEST_MS,
  });
}
