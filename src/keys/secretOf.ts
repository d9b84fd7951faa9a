import type { ApiKey } from './ApiKey';
import type { ApiKeySecret } from './inputs';
import { formatKeyValue, type KeyValue } from './keyValue';

/** A secret that was just made, as it is shown this once. @param number of the secret */
export function secretOf({ expiresAt }: Pick<ApiKey, 'expiresAt'>, value: KeyValue, number = 1): ApiKeySecret {
  return { value: formatKeyValue(value), ...value, number, expiresAt };
}
