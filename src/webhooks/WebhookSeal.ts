import { seal, unsealWithAny } from '../sealing';

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
    return unsealWithAny([this.secret, ...this.previousSecrets], 'webhook', webhookId, sealedSecret);
  }
}
