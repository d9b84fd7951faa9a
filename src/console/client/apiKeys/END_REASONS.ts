import type { ApiKeyEndReason } from '../generated/graphql';

/** What each reason is called where one chooses, and what is said of a key that ended for it. */
export const END_REASONS = {
  UNSPECIFIED: { question: 'None in particular', told: null },
  COMPROMISED: {
    question: 'Somebody else may have its secret',
    told: 'Its secret may be in other hands: treat it as leaked.',
  },
  SUPERSEDED: { question: 'Another key does its work', told: 'Another key does its work.' },
  UNUSED: { question: 'Nobody uses it', told: 'Nobody used it.' },
  PRIVILEGE_WITHDRAWN: { question: 'It should no longer do what it did', told: 'It should no longer do what it did.' },
} as const satisfies Record<ApiKeyEndReason, { question: string; told: string | null }>;
