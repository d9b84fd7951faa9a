import type { ApiKeyEndReason } from '../generated/graphql';

/** What each reason is called where one chooses, and what is said of a key that ended for it. */
export const END_REASONS: Readonly<Record<ApiKeyEndReason, { readonly question: string; readonly told: string }>> = {
  UNSPECIFIED: { question: 'None in particular', told: 'No reason was given.' },
  COMPROMISED: {
    question: 'Somebody else may have its secret',
    told: 'Compromised: somebody else may have its secret.',
  },
  SUPERSEDED: { question: 'Another key does its work', told: 'Another key does its work.' },
  UNUSED: { question: 'Nobody uses it', told: 'Nobody used it.' },
  PRIVILEGE_WITHDRAWN: { question: 'It should no longer do what it did', told: 'It should no longer do what it did.' },
};
