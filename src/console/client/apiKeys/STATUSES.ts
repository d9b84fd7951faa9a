import type { ApiKeyStatus } from '../generated/graphql';

/** What each status is called, and how it is shown. */
export const STATUSES = {
  ACTIVE: { title: 'Active', tone: 'good' },
  DISABLED: { title: 'Disabled', tone: 'warn' },
  BLOCKED: { title: 'Blocked', tone: 'bad' },
  EXPIRED: { title: 'Expired', tone: 'bad' },
  DELETED: { title: 'Deleted', tone: 'plain' },
} as const satisfies Record<ApiKeyStatus, { title: string; tone: string }>;
