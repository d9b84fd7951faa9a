/** Whose history is meant: all of the organization, or what concerns one process or one key. */
export type HistoryOwner =
  | { readonly kind: 'ORGANIZATION' }
  | { readonly kind: 'PROCESS' | 'API_KEY'; readonly id: string };

/** All that happened in the organization of whoever is signed in. */
export const ORGANIZATION_HISTORY: HistoryOwner = { kind: 'ORGANIZATION' };
