import { useQuery } from '@tanstack/react-query';
import { ask } from '../api/ask';
import { type ApiKeyOwnerKind, ScopesDocument } from '../generated/graphql';

/** The scopes that a kind of key may hold, as the server describes them. */
export function useScopes(kind: ApiKeyOwnerKind) {
  return useQuery({
    queryKey: ['scopes', kind],
    queryFn: async ({ signal }) => (await ask(ScopesDocument, { grantableTo: kind }, signal)).scopes,
  });
}
