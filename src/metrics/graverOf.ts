import { REQUEST_OUTCOMES, type RequestOutcome } from './LABEL_VALUES';

/** The graver of two outcomes. */
export function graverOf(one: RequestOutcome, other: RequestOutcome): RequestOutcome {
  return REQUEST_OUTCOMES.indexOf(one) > REQUEST_OUTCOMES.indexOf(other) ? one : other;
}
