import { HistogramCells } from './HistogramCells';
import {
  REFUSAL_REASONS,
  REQUEST_KINDS,
  REQUEST_OUTCOMES,
  type RefusalReason,
  type RequestKind,
  type RequestOutcome,
} from './LABEL_VALUES';
import { METRICS } from './METRICS';
import type { Readings } from './Readings';

const KIND_PLACES = placesOf(REQUEST_KINDS);
const OUTCOME_PLACES = placesOf(REQUEST_OUTCOMES);
const REASON_PLACES = placesOf(REFUSAL_REASONS);

/**
 * Counts what one process does. A count is a step in an array of numbers: no label is looked up or put together.
 * Source: decision 110.
 */
export class Meter {
  private readonly requests = new Float64Array(METRICS.latchkey_requests_total.series.length);
  private readonly keyChecks = new Float64Array(METRICS.latchkey_key_checks_total.series.length);
  private readonly seconds = histogramOf(METRICS.latchkey_request_seconds);
  private readonly delays = histogramOf(METRICS.latchkey_event_loop_delay_seconds);
  private refusedDecisionCount = 0;
  private costPoints = 0;

  /** A request was answered. */
  request(kind: RequestKind, outcome: RequestOutcome, seconds: number): void {
    const place = KIND_PLACES[kind];
    increment(this.requests, place * REQUEST_OUTCOMES.length + OUTCOME_PLACES[outcome]);
    this.seconds.observe(place, seconds);
  }

  /** A credential holds. */
  keyAccepted(): void {
    increment(this.keyChecks, 0);
  }

  /** A credential does not hold. */
  keyRefused(reason: RefusalReason): void {
    increment(this.keyChecks, 1 + REASON_PLACES[reason]); // The first series is that of those that hold.
  }

  /** A caller that is known was refused something for want of scopes. */
  decisionsRefused(count: number): void {
    this.refusedDecisionCount += count;
  }

  /** An operation of GraphQL is about to be executed. */
  cost(points: number): void {
    this.costPoints += points;
  }

  /** A timer fired so much later than it should. */
  eventLoopDelay(seconds: number): void {
    this.delays.observe(0, seconds);
  }

  /** Everything that was counted so far. */
  read(): Readings {
    return {
      latchkey_requests_total: [...this.requests],
      latchkey_key_checks_total: [...this.keyChecks],
      latchkey_decisions_refused_total: [this.refusedDecisionCount],
      latchkey_cost_points_total: [this.costPoints],
      latchkey_request_seconds: [...this.seconds.cells],
      latchkey_event_loop_delay_seconds: [...this.delays.cells],
    };
  }
}

function increment(cells: Float64Array, place: number): void {
  cells[place] = (cells[place] ?? 0) + 1;
}

function placesOf<Value extends string>(values: readonly Value[]): Readonly<Record<Value, number>> {
  return Object.fromEntries(values.map((value, place) => [value, place])) as Record<Value, number>; // One entry a value.
}

function histogramOf({ buckets, series }: { buckets: readonly number[]; series: readonly object[] }): HistogramCells {
  return new HistogramCells(buckets, series.length);
}
