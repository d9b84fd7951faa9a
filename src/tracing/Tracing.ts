import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Attributes,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { AppError, ERRORS } from '../errors';
import type { RequestKind } from './RequestKind';
import { readTraceparent } from './readTraceparent';

/** The steps of a request that have spans. */
export type Step = 'credential' | 'policy' | 'storage';

/** How a step came out. */
export type Outcome = 'ok' | 'none' | 'refused' | 'failed';

/** Units: spans of storage that one request has at most: one document may write fifteen times, and read as often. */
const MAX_STORAGE_SPANS = 20;

/** A request that is traced. */
export interface TracedRequest {
  readonly span: Span;
  storageCount: number;
  /** Whether it was answered: what goes on afterwards is no part of it. */
  isOver: boolean;
}

/** Where the running work is. */
interface Place {
  readonly request: TracedRequest;
  readonly span: Span;
}

/**
 * The spans of requests: one of the request, and below it those of its steps. Their attributes are a closed list, which holds
 * nothing that a caller chose.
 * Loaded where traces are asked for alone: it needs the packages of OpenTelemetry. Source: decision 113.
 */
export class Tracing {
  private readonly places = new AsyncLocalStorage<Place>();

  /** @param shutDown hands over what waits, and does not take long */
  constructor(
    private readonly tracer: Tracer,
    private readonly shutDown: () => Promise<void>,
  ) {}

  /** Begins the span of a request. Shape: null where whoever asks does not record the trace. */
  begin(kind: RequestKind, traceparent: unknown): TracedRequest | null {
    const parent = readTraceparent(traceparent);
    if (parent && !parent.isSampled) return null;
    const { traceId = '', spanId = '' } = parent ?? {};
    const above = parent
      ? trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: 1, isRemote: true })
      : ROOT_CONTEXT;
    const attributes = { 'latchkey.request.kind': kind };
    const span = this.tracer.startSpan('request', { kind: SpanKind.SERVER, attributes }, above);
    return { span, storageCount: 0, isOver: false };
  }

  /** Goes on within a request. */
  enter(request: TracedRequest, goOn: () => void): void {
    this.places.run({ request, span: request.span }, goOn);
  }

  /** Ends the span of a request. */
  end(request: TracedRequest, status: number): void {
    const { span } = request;
    request.isOver = true;
    const outcome = status < 400 ? 'ok' : status < 500 ? 'refused' : 'failed';
    span.setAttribute('http.response.status_code', status);
    finish(span, outcome);
  }

  /** Does work that is no part of the request that runs, such as to wake a job. */
  outside(work: () => void): void {
    this.places.exit(work);
  }

  /** Does work in a span of the request that runs, or without one where none does. */
  async during<T>(
    step: Step,
    work: () => Promise<T>,
    attributes: Attributes = {},
    outcomeOf: (result: T) => Outcome = () => 'ok',
  ): Promise<T> {
    const place = this.placeFor(step);
    if (place === null) return work();
    const span = this.startBelow(place, step, attributes);
    try {
      const result = await this.places.run({ ...place, span }, work);
      finish(span, outcomeOf(result));
      return result;
    } catch (error) {
      finish(span, outcomeOfError(error));
      throw error;
    }
  }

  /** The same for work that does not wait. */
  around<T>(step: Step, work: () => T, outcomeOf: (result: T) => Outcome): T {
    const place = this.placeFor(step);
    if (place === null) return work();
    const span = this.startBelow(place, step, {});
    try {
      const result = work();
      finish(span, outcomeOf(result));
      return result;
    } catch (error) {
      finish(span, outcomeOfError(error));
      throw error;
    }
  }

  /** Hands over what waits. */
  close(): Promise<void> {
    return this.shutDown();
  }

  private placeFor(step: Step): Place | null {
    const place = this.places.getStore();
    if (place === undefined || place.request.isOver) return null;
    if (step !== 'storage') return place;
    place.request.storageCount += 1;
    return place.request.storageCount > MAX_STORAGE_SPANS ? null : place;
  }

  private startBelow({ span }: Place, step: Step, attributes: Attributes): Span {
    const kind = step === 'storage' ? SpanKind.CLIENT : SpanKind.INTERNAL;
    return this.tracer.startSpan(step, { kind, attributes }, trace.setSpan(ROOT_CONTEXT, span));
  }
}

/** An error says nothing of itself: its words may hold what a caller sent. */
function finish(span: Span, outcome: Outcome): void {
  span.setAttribute('latchkey.outcome', outcome);
  if (outcome === 'failed') span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}

function outcomeOfError(error: unknown): Outcome {
  return error instanceof AppError && ERRORS[error.code].fault === 'caller' ? 'refused' : 'failed';
}
