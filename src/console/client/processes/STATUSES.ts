import type { ProcessStatus } from '../generated/graphql';

/** What each status of a process is called, and how it is shown. */
export const STATUSES = {
  READY: { title: 'Ready', tone: 'good' },
} as const satisfies Record<ProcessStatus, { title: string; tone: string }>;
