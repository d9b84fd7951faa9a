import { registerEnumType } from 'type-graphql';
import type { ApiKey } from './ApiKey';

/** Whether a key works, and why not. */
export enum ApiKeyStatus {
  ACTIVE = 'ACTIVE',
  EXPIRED = 'EXPIRED',
  DISABLED = 'DISABLED',
  BLOCKED = 'BLOCKED',
  DELETED = 'DELETED',
}

registerEnumType(ApiKeyStatus, {
  name: 'ApiKeyStatus',
  description: 'Whether a key works, and why not.',
  valuesConfig: {
    ACTIVE: { description: 'It works.' },
    EXPIRED: { description: 'Its expiry date has passed.' },
    DISABLED: { description: 'It was disabled, and is refused.' },
    BLOCKED: { description: "It does not comply with the organization's key policy, and is refused until it does." },
    DELETED: { description: 'It was deleted, and is refused.' },
  },
});

/** Whether a key works, as far as its own row tells. Units: `now` in epoch milliseconds. */
export function statusOf(
  key: Pick<ApiKey, 'deletedAt' | 'expiresAt' | 'disabledAt' | 'blockedFrom'>,
  now: number,
): ApiKeyStatus {
  if (key.deletedAt !== null) return ApiKeyStatus.DELETED;
  if (now >= key.expiresAt) return ApiKeyStatus.EXPIRED;
  if (key.disabledAt !== null) return ApiKeyStatus.DISABLED;
  return key.blockedFrom !== null && now >= key.blockedFrom ? ApiKeyStatus.BLOCKED : ApiKeyStatus.ACTIVE;
}
