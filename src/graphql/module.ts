import type { Foundation } from '../foundation';
import { ScopeResolver } from './ScopeResolver';

/** The scopes, and which of them a document needs. */
export const scopesModule = {
  resolvers: [ScopeResolver],
  make: ({ catalogue }: Foundation) => ({ resolvers: [new ScopeResolver(catalogue)] }),
};
