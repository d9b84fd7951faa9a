import type { EventTarget } from '../events/Happened';
import type { Webhook } from './Webhook';

/** A webhook as events name it: by its host, since the rest of an address may be a secret. */
export function webhookTarget({ id, url }: Pick<Webhook, 'id' | 'url'>): EventTarget {
  return { id, name: new URL(url).host };
}
