import type { SigningKey } from './SigningKey';

/** What a key is for, in the order in which keys are published: some clients take the first. */
export const STATES = ['CURRENT', 'NEXT', 'RETIRING'] as const;

/** A key as it is shown to people. Shape: `endsAt` is null of a key that is not retiring. */
export interface SigningKeySummary extends Pick<SigningKey, 'id' | 'createdAt' | 'endsAt'> {
  readonly state: (typeof STATES)[number];
}

/** What a key is for. */
export function stateOf({ endsAt, nextSince }: Pick<SigningKey, 'endsAt' | 'nextSince'>): SigningKeySummary['state'] {
  if (nextSince !== null) return 'NEXT';
  return endsAt === null ? 'CURRENT' : 'RETIRING';
}

/** A key without its secrets. */
export function summaryOf(key: SigningKey): SigningKeySummary {
  const { id, createdAt, endsAt } = key;
  const state = stateOf(key);
  return { id, createdAt, endsAt: state === 'NEXT' ? null : endsAt, state };
}
