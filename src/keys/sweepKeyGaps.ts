import { DAY_MS } from '../clock';
import type { Job } from '../jobs/Job';
import { Sweep } from '../jobs/Sweep';
import type { Storage } from '../storage/Storage';
import { GAP_DAYS } from './KeyGap';

/** The job that deletes gaps of use once no rotation asks for them. */
export function sweepKeyGaps(storage: Storage): Job {
  return new Sweep('sweep-key-gaps', storage, { table: 'api_key_gap', column: 'day', outlastMs: GAP_DAYS * DAY_MS });
}
