import type { Clock } from '../clock';
import { bySystem } from '../events/bySystem';
import type { Changes } from '../events/Changes';
import { newId } from '../id';
import { insertRow } from '../storage/insertRow';
import type { RunSql, Storage, Transaction } from '../storage/Storage';
import type { Attempt, Verdict } from './afterAttempt';
import type { DeliveryLine, NumberedEvent } from './DeliveryLine';
import { WEBHOOK_COLUMNS, type Webhook } from './Webhook';
import { DeliveryOutcome, type WebhookDelivery } from './WebhookDelivery';
import { webhookTarget } from './webhookTarget';

/** Units: milliseconds for which a webhook is taken beyond the time that sending may take: two writes, and clocks that differ. */
const TAKEN_BEYOND_MS = 20_000;

const STEP = `
  UPDATE "webhook" SET "logSequence" = $3, "sequence" = $4, "tries" = $5, "dueAt" = $6, "failingSince" = $7, "disabledAt" = $8,
    "takenUntil" = $9
  WHERE "id" = $1 AND "takenUntil" = $2 RETURNING ${WEBHOOK_COLUMNS}`;

/** An event that was sent, and what came of it. Units: `sentAt` in epoch milliseconds. */
export interface SentEvent {
  readonly event: NumberedEvent;
  readonly attempt: Attempt;
  readonly verdict: Verdict;
  readonly sentAt: number;
}

/** Writes down what came of sending events. */
export class Settlement {
  /** @param timeoutMs units: milliseconds that sending may take */
  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    private readonly changes: Changes,
    private readonly timeoutMs: number,
  ) {}

  /** Until when a process has a webhook that it takes now. Units: epoch milliseconds. */
  takenUntil(now: number): number {
    return now + this.timeoutMs + TAKEN_BEYOND_MS;
  }

  /** Writes down what came of an event, and what follows from it. Shape: null where this process has the webhook no more. */
  write(line: DeliveryLine, webhook: Webhook, sent: SentEvent): Promise<Webhook | null> {
    const { outcome, nextAttemptAt, failingSince, isDisabled } = sent.verdict;
    const isOver = outcome !== DeliveryOutcome.FAILED;
    const work = async (transaction: Transaction): Promise<Webhook | null> => {
      const { sql } = transaction;
      const now = this.clock();
      const isBack = outcome === DeliveryOutcome.DELIVERED && webhook.failingSince !== null;
      const after: Webhook = {
        ...webhook,
        ...(isBack ? { dueAt: null } : {}), // What waits need not wait any longer.
        ...(await line.step(sql, webhook, sent.event, { isOver, nextAttemptAt })),
        failingSince,
        disabledAt: isDisabled ? now : null,
        takenUntil: isOver ? this.takenUntil(now) : null,
      };
      const [row] = await step(sql, webhook, after);
      if (row === undefined) return null;
      await insertRow(sql, 'webhook_delivery', deliveryOf(webhook, sent, now));
      if (isDisabled) await this.tellDisabled(transaction, webhook, now);
      return row;
    };
    return this.storage.write(work, isDisabled ? 'SERIALIZABLE' : 'READ_COMMITTED');
  }

  private tellDisabled(transaction: Transaction, webhook: Webhook, now: number): Promise<void> {
    const disabled = { event: 'webhook.disabled', target: webhookTarget(webhook) } as const;
    return this.changes.tell(transaction, bySystem(webhook.organizationId, [disabled], now));
  }
}

function step(sql: RunSql, { id, takenUntil }: Webhook, after: Webhook): Promise<readonly Webhook[]> {
  const { logSequence, sequence, tries, dueAt, failingSince, disabledAt } = after;
  return sql<Webhook>(STEP, [
    ...[id, takenUntil, logSequence, sequence, tries, dueAt, failingSince, disabledAt, after.takenUntil],
  ]);
}

function deliveryOf(
  { id: webhookId }: Webhook,
  { event, attempt, verdict, sentAt }: SentEvent,
  now: number,
): Record<keyof WebhookDelivery, string | number | null> {
  const hasAnswer = attempt.status !== null;
  return {
    id: newId(now),
    webhookId,
    eventId: event.row.id,
    type: event.row.type,
    sequence: event.sequence,
    attempt: event.attempts + 1,
    at: sentAt,
    status: attempt.status,
    outcome: verdict.outcome,
    failure: hasAnswer ? null : attempt.failure,
    durationMs: Math.max(now - sentAt, 0),
    responseBody: hasAnswer ? attempt.body : null,
    nextAttemptAt: verdict.nextAttemptAt,
  };
}
