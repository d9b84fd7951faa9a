import type { ApiKeyOwnerKind } from '../generated/graphql';

/** Whose keys are meant. Shape: `processId` is null for the keys of the organization. */
export interface ApiKeyOwner {
  readonly kind: ApiKeyOwnerKind;
  readonly processId: string | null;
}

/** The organization of whoever is signed in. */
export const ORGANIZATION_OWNER: ApiKeyOwner = { kind: 'ORGANIZATION', processId: null };
