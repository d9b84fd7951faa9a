/** Whose use is read: that of keys, or of all keys of processes or of an organization. */
export type UseOwner = 'KEY' | 'PROCESS' | 'ORGANIZATION';

/** Some of one kind, all of one organization. */
export interface UseOwners {
  readonly owner: UseOwner;
  readonly ids: readonly string[];
  readonly organizationId: string;
}
