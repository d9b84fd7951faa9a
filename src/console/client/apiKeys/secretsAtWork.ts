import type { ApiKeyRowFragment } from '../generated/graphql';

/** The two secrets of a key that is being replaced. */
export interface SecretsAtWork {
  readonly older: Secret;
  /** Whether nobody has used the newer one yet. */
  readonly isPending: boolean;
}

type Secret = ApiKeyRowFragment['secrets'][number];

/** The secrets of a key that has two; null of one that has one, and where it does not work any more. */
export function secretsAtWork({
  status,
  secrets,
}: Pick<ApiKeyRowFragment, 'status' | 'secrets'>): SecretsAtWork | null {
  if (status !== 'ACTIVE' && status !== 'BLOCKED') return null;
  const isPending = secrets.some(({ state }) => state === 'PENDING');
  const older = secrets.find(({ state }) => state === (isPending ? 'CURRENT' : 'RETIRING'));
  return older ? { older, isPending } : null;
}
