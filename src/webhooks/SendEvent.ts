/** An event, ready to be sent. */
export interface OutgoingEvent {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a receiver answered. */
export interface ReceiverAnswer {
  readonly status: number;
  /** The beginning of the body. */
  readonly body: string;
  /** The header `Retry-After`. */
  readonly retryAfter: string | null;
}

/** Sends an event once. Errors: a `SendFailure` where there is no answer. */
export type SendEvent = (event: OutgoingEvent, signal: AbortSignal) => Promise<ReceiverAnswer>;

/** There was no answer. Shape of the message: short words, without anything of the event. */
export class SendFailure extends Error {
  override readonly name = 'SendFailure';
}
