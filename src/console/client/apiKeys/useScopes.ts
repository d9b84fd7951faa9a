import { useQuery } from '@tanstack/react-query';
import { ask } from '../api/ask';
import { type ApiKeyOwnerKind, ScopesDocument } from '../generated/graphql';
import { useSession } from '../session/useSession';

/** The scopes that a kind of key may hold, as the server describes them. */
export function useScopes(kind: ApiKeyOwnerKind) {
  const { viewer } = useSession();
  return useQuery({
    queryKey: ['scopes', viewer.organization.id, kind],
    queryFn: async ({ signal }) => (await ask(ScopesDocument, { grantableTo: kind }, signal)).scopes,
  });
}
