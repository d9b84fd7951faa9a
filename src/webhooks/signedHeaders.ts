import { Webhook as Signer } from 'standardwebhooks';

/**
 * The headers of an event that is sent. Each secret makes a signature: a receiver accepts the event if it knows one of them.
 * Source: Standard Webhooks, "Webhook headers".
 */
export function signedHeaders(
  id: string,
  body: string,
  secrets: readonly string[],
  now: number,
): Record<string, string> {
  const at = new Date(now);
  return {
    'content-type': 'application/cloudevents+json; charset=utf-8',
    'user-agent': 'Latchkey-Webhooks',
    'accept-encoding': 'identity',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now / 1_000)),
    'webhook-signature': secrets.map((secret) => new Signer(secret).sign(id, at, body)).join(' '),
  };
}
