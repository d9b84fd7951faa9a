import type { ApiKeyOrder, ApiKeyStatus } from '../generated/graphql';

/** Which keys a person wants to see. Shape: null where it does not matter. */
export interface ApiKeyWishes {
  readonly text: string;
  readonly status: ApiKeyStatus | null;
  readonly scope: string | null;
  readonly orderBy: ApiKeyOrder;
}

/** Every key, the newest first. */
export const ALL_API_KEYS: ApiKeyWishes = { text: '', status: null, scope: null, orderBy: 'CREATED_AT_DESC' };
