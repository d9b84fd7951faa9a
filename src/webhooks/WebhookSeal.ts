import { seal, unseal } from '../sealing';

/** Keeps the secrets of webhooks from whoever reads the database. */
export class WebhookSeal {
  /** @param previousSecrets earlier master secrets, under which secrets may still be sealed */
  constructor(
    private readonly secret: string,
    private readonly previousSecrets: readonly string[],
  ) {}

  /** Seals the secret of a webhook. */
  seal(webhookId: string, secret: string): string {
    return seal(this.secret, 'webhook', webhookId, secret);
  }

  /** Opens the secret of a webhook. Errors: null where none of the master secrets does. */
  open(webhookId: string, sealedSecret: string): string | null {
    for (const secret of [this.secret, ...this.previousSecrets]) {
      const opened = unseal(secret, 'webhook', webhookId, sealedSecret);
      if (opened !== null) return opened;
    }
    return null;
  }
}
