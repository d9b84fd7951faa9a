import type { ScopeEvidence } from '../generated/graphql';

/** What is known of whether a scope was needed, and how that is shown. */
export const EVIDENCE = {
  USED: { title: 'Used', tone: 'good' },
  UNUSED: { title: 'Unused', tone: 'warn' },
  UNKNOWN: { title: 'Not known', tone: 'plain' },
} as const satisfies Record<ScopeEvidence, { title: string; tone: string }>;
