import { useQuery } from '@tanstack/react-query';
import { ask } from '../api/ask';
import { KeyPolicyDocument, type KeyPolicyQuery } from '../generated/graphql';
import { useSession } from '../session/useSession';
import { apiKeyQueries } from './apiKeyQueries';

/** What the organization asks of its keys. */
export type KeyPolicy = NonNullable<KeyPolicyQuery['organization']['keyPolicy']>;

/** The key policy of the organization; null until it is known. The server judges by it in any case. */
export function useKeyPolicy(): KeyPolicy | null {
  const { viewer } = useSession();
  const { data } = useQuery({
    queryKey: [...apiKeyQueries.policy, viewer.organization.id],
    queryFn: async ({ signal }) => (await ask(KeyPolicyDocument, {}, signal)).organization.keyPolicy,
  });
  return data ?? null;
}
