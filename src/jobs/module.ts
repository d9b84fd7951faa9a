import { Lease } from './Lease';

/** What is done again and again, and by which process. */
export const jobsModule = { entities: [Lease] };
