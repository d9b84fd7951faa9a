import { DAY_MS } from '../clock';
import { nextAttemptAt } from './nextAttemptAt';
import { retryAfterOf } from './retryAfterOf';
import type { ReceiverAnswer } from './SendEvent';
import type { Webhook } from './Webhook';
import { DeliveryOutcome } from './WebhookDelivery';

/** Units: milliseconds of nothing but failure, after which a webhook is disabled. */
const MAX_FAILING_MS = 5 * DAY_MS;
const GONE = 410;
/** The answers with which a receiver says when to come again. */
const BUSY = [429, 503];

/** What came of sending an event: an answer, or why there was none. */
export type Attempt = ReceiverAnswer | { readonly status: null; readonly failure: string };

/** What follows from an attempt. Units: epoch milliseconds. */
export interface Verdict {
  readonly outcome: DeliveryOutcome;
  /** Null where the event is not sent again. */
  readonly nextAttemptAt: number | null;
  readonly failingSince: number | null;
  readonly isDisabled: boolean;
}

/**
 * Judges an attempt.
 * @param tries how often the event was sent in vain before
 * @param random from 0 to 1
 */
export function afterAttempt(
  { failingSince }: Pick<Webhook, 'failingSince'>,
  attempt: Attempt,
  tries: number,
  now: number,
  random: number,
): Verdict {
  const { status } = attempt;
  if (status !== null && status >= 200 && status < 300) {
    return { outcome: DeliveryOutcome.DELIVERED, nextAttemptAt: null, failingSince: null, isDisabled: false };
  }
  const since = failingSince ?? now;
  const isDisabled = status === GONE || now - since >= MAX_FAILING_MS;
  const asked = status !== null && BUSY.includes(status) ? retryAfterOf(attempt.retryAfter, now) : null;
  const next = isDisabled ? null : nextAttemptAt(now, tries + 1, asked, random);
  const isOver = next === null && !isDisabled;
  return {
    outcome: isOver ? DeliveryOutcome.GIVEN_UP : DeliveryOutcome.FAILED,
    nextAttemptAt: next,
    failingSince: since,
    isDisabled,
  };
}
