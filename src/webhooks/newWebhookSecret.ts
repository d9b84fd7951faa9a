import { randomBytes } from 'node:crypto';

/** Units: bytes. Source: Standard Webhooks, "Signature scheme": 24 to 64. */
const SECRET_BYTES = 32;

/** Makes the secret that signs what a webhook is sent. Shape: `whsec_` and base64. Source: Standard Webhooks, "Signature scheme". */
export function newWebhookSecret(): string {
  return `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
}
