import type { LoggedRow } from '../auditEvents/LOGGED_COLUMNS';
import type { RunSql } from '../storage/Storage';
import type { Webhook } from './Webhook';

/** An event of a line. */
export interface NumberedEvent {
  readonly row: LoggedRow;
  /** The number of the event for the webhook. */
  readonly sequence: number;
  /** How often it was sent before, for whatever reason. */
  readonly attempts: number;
  /** How often it was sent in vain since it is the first of its line. */
  readonly tries: number;
}

/** What came of the first event of a line. Units: epoch milliseconds. */
export interface LineStep {
  /** Whether the event is not sent again. */
  readonly isOver: boolean;
  /** Null where the event is not sent again, or not before somebody enables the webhook. */
  readonly nextAttemptAt: number | null;
}

/** Events that are sent to a webhook one behind the other: an event waits for those before it. */
export interface DeliveryLine {
  /** Reads the first events. Shape: empty where nothing is left. */
  next(webhook: Webhook): Promise<readonly NumberedEvent[]>;

  /**
   * Writes down what came of the first event, within a write that may be run again. Shape: the columns of the webhook that change
   * with it.
   */
  step(sql: RunSql, webhook: Webhook, event: NumberedEvent, step: LineStep): Promise<Partial<Webhook>>;
}
