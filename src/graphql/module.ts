import type { Foundation } from '../Foundation';
import { ScopeResolver } from './ScopeResolver';

/** The scopes, and which of them a document needs. */
export const scopesModule = {
  resolvers: [ScopeResolver],
  make: ({ storage, catalogue }: Foundation) => ({ resolvers: [new ScopeResolver(storage, catalogue)] }),
};
