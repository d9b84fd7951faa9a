import type { ApiKeyOwnerKind } from './ScopeName';

/** Which kind of key this is or would be. */
export function ownerKindOf(key: { readonly processId: string | null }): ApiKeyOwnerKind {
  return key.processId === null ? 'ORGANIZATION' : 'PROCESS';
}
