import type { Clock } from '../clock';
import type { Storage } from '../storage/Storage';
import { afterAttempt } from './afterAttempt';
import type { DeliveryLine, NumberedEvent } from './DeliveryLine';
import type { EventAttempts } from './EventAttempts';
import { LogLine } from './LogLine';
import { RedeliveryLine } from './RedeliveryLine';
import type { Settlement } from './Settlement';
import { WEBHOOK_COLUMNS, type Webhook } from './Webhook';
import { DeliveryOutcome } from './WebhookDelivery';

/** Units: events that are sent before others have their turn. */
const MAX_EVENTS = 200;

const TAKE = `
  UPDATE "webhook" SET "takenUntil" = $3
  WHERE "id" = $1 AND "disabledAt" IS NULL AND ("takenUntil" IS NULL OR "takenUntil" <= $2) RETURNING ${WEBHOOK_COLUMNS}`;
const RELEASE = 'UPDATE "webhook" SET "takenUntil" = NULL WHERE "id" = $1 AND "takenUntil" = $2';
const REDELIVERIES = 'SELECT "id" FROM "webhook_redelivery" WHERE "webhookId" = $1 AND "dueAt" <= $2 ORDER BY "id"';

/** What webhooks are sent events with. */
export interface LaneParts {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly attempts: EventAttempts;
  readonly settlement: Settlement;
}

/** When to end. */
export interface LaneSignals {
  /** No further event is sent. */
  readonly stop: AbortSignal;
  /** The event that is being sent is not waited for. */
  readonly hurry: AbortSignal;
}

/**
 * Sends one webhook what waits for it, in its order: an event that fails is tried again before any other is sent.
 * Source: decision 121.
 */
export class WebhookLane {
  constructor(
    private readonly parts: LaneParts,
    private readonly signals: LaneSignals,
  ) {}

  /** Sends events until none is due, one fails, or others are to have their turn. */
  async run(id: string): Promise<void> {
    let webhook = await this.take(id);
    if (webhook === null) return;
    for (const line of await this.linesOf(webhook)) {
      webhook = await this.sendLine(line, webhook);
      if (webhook === null) return;
    }
    const { takenUntil } = webhook;
    await this.parts.storage.write(({ sql }) => sql(RELEASE, [id, takenUntil]), 'READ_COMMITTED');
  }

  private async take(id: string): Promise<Webhook | null> {
    const { storage, clock, settlement } = this.parts;
    const [webhook] = await storage.write(({ sql }) => {
      const now = clock(); // The write may have waited for its turn.
      return sql<Webhook>(TAKE, [id, now, settlement.takenUntil(now)]);
    }, 'READ_COMMITTED');
    return webhook ?? null;
  }

  /** What is to be sent again goes first: somebody waits for it. */
  private async linesOf({ id, dueAt }: Webhook): Promise<DeliveryLine[]> {
    const { storage, clock } = this.parts;
    const now = clock();
    const redeliveries = await storage.sql<{ id: string }>(REDELIVERIES, [id, now]);
    const lines: DeliveryLine[] = redeliveries.map((each) => new RedeliveryLine(storage, each.id));
    return dueAt === null || dueAt <= now ? [...lines, new LogLine(storage)] : lines;
  }

  /** Shape: the webhook as it is then; null where this process has it no more. */
  private async sendLine(line: DeliveryLine, taken: Webhook): Promise<Webhook | null> {
    const checkpoint = await this.parts.attempts.newestCheckpoint(taken);
    let webhook = taken;
    for (let count = 0; count < MAX_EVENTS; ) {
      const events = await line.next(webhook);
      if (events.length === 0) return webhook;
      for (const event of events) {
        if (this.signals.stop.aborted) return webhook;
        const next = await this.sendEvent(line, webhook, event, checkpoint);
        if (next === 'CUT_SHORT') return webhook;
        if (next === null) return null;
        webhook = next;
        count += 1;
      }
    }
    return webhook;
  }

  /** Shape: null where this process has the webhook no more: the event failed, or the webhook was changed, or is gone. */
  private async sendEvent(
    line: DeliveryLine,
    webhook: Webhook,
    event: NumberedEvent,
    checkpoint: string | null,
  ): Promise<Webhook | null | 'CUT_SHORT'> {
    const { clock, attempts, settlement } = this.parts;
    const sentAt = clock();
    const attempt = await attempts.make(webhook, event, checkpoint, this.signals.hurry);
    if (attempt.status === null && this.signals.hurry.aborted) return 'CUT_SHORT'; // That is no failure.
    const verdict = afterAttempt(webhook, attempt, event.tries, clock(), Math.random());
    const next = await settlement.write(line, webhook, { event, attempt, verdict, sentAt });
    return verdict.outcome === DeliveryOutcome.FAILED ? null : next;
  }
}
