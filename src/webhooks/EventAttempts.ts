import { loggedEventOf } from '../auditEvents/loggedEventOf';
import type { Clock } from '../clock';
import type { Storage } from '../storage/Storage';
import type { Attempt } from './afterAttempt';
import { cloudEvent } from './cloudEvent';
import type { NumberedEvent } from './DeliveryLine';
import { type SendEvent, SendFailure } from './SendEvent';
import { signedHeaders } from './signedHeaders';
import type { Webhook } from './Webhook';
import type { WebhookSeal } from './WebhookSeal';

const CHECKPOINT = 'SELECT "note" FROM "audit_checkpoint" WHERE "tree" = $1 ORDER BY "size" DESC LIMIT 1';
const SEALED = 'its secret was sealed under a master secret that this server does not have';

/** What events are sent with. */
export interface AttemptParts {
  readonly storage: Pick<Storage, 'sql'>;
  readonly clock: Clock;
  readonly seal: WebhookSeal;
  readonly send: SendEvent;
  readonly publicUrl: () => string;
}

/** Sends events to webhooks, once each. */
export class EventAttempts {
  constructor(private readonly parts: AttemptParts) {}

  /** The newest checkpoint of the log from which a webhook is sent; null where there is none yet. Shape: a signed note. */
  async newestCheckpoint({ organizationId }: Webhook): Promise<string | null> {
    const [row] = await this.parts.storage.sql<{ note: string }>(CHECKPOINT, [organizationId]);
    return row?.note ?? null;
  }

  /** Sends an event once. @param hurry aborted where it is not waited for any more */
  async make(
    webhook: Webhook,
    { row, sequence }: NumberedEvent,
    checkpoint: string | null,
    hurry: AbortSignal,
  ): Promise<Attempt> {
    const { clock, publicUrl, send } = this.parts;
    const now = clock();
    const secrets = this.secretsOf(webhook, now);
    if (secrets === null) return { status: null, failure: SEALED };
    const source = `${publicUrl()}/organizations/${webhook.organizationId}`;
    const body = cloudEvent(loggedEventOf(row), { source, sequence, checkpoint });
    try {
      return await send({ url: webhook.url, headers: signedHeaders(row.id, body, secrets, now), body }, hurry);
    } catch (error) {
      if (error instanceof SendFailure) return { status: null, failure: error.message };
      throw error;
    }
  }

  /** Errors: null where the secret cannot be opened. */
  private secretsOf(webhook: Webhook, now: number): string[] | null {
    const { id, sealedSecret, sealedEarlierSecret, earlierSecretUntil } = webhook;
    const { seal } = this.parts;
    const own = seal.open(id, sealedSecret);
    if (own === null) return null;
    const isOverlapping = sealedEarlierSecret !== null && now < (earlierSecretUntil ?? 0);
    const earlier = isOverlapping ? seal.open(id, sealedEarlierSecret) : null;
    return earlier === null ? [own] : [own, earlier];
  }
}
