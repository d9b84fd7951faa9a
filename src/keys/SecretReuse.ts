import type { Origin } from '../access/Caller';
import { networkOf } from '../limits/networkOf';
import type { ApiKey } from './ApiKey';
import type { SecretEnd } from './KeySecret';

/** How a secret was presented: to be used, or to end its key at `/oauth/revoke`. */
export type SecretWay = 'USE' | 'REVOCATION';

/** What became of a secret that was presented: it ended by itself, or with its key. */
export type EndedSecretState = SecretEnd | 'DELETED';

/** When and from where a secret of a key was presented. Units: `at` in epoch milliseconds. */
export interface Sighting {
  readonly apiKeyId: string;
  readonly organizationId: string;
  readonly processId: string | null;
  /** What the key was called then. */
  readonly keyName: string;
  readonly network: string;
  readonly origin: Origin;
  readonly way: SecretWay;
  readonly at: number;
}

/** A secret that was presented after its end. */
export interface SecretReuse extends Sighting {
  readonly secretNumber: number;
  readonly state: EndedSecretState;
}

/** A secret of a key that was presented just now. */
export function sightingOf(
  { id, organizationId, processId, name }: Pick<ApiKey, 'id' | 'organizationId' | 'processId' | 'name'>,
  { address, requestId, userAgent }: Origin,
  way: SecretWay,
  at: number,
): Sighting {
  const network = networkOf(address);
  const origin = { address, requestId, userAgent }; // The rest of a caller is not kept.
  return { apiKeyId: id, organizationId, processId, keyName: name, network, origin, way, at };
}
