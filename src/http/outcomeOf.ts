import type { RequestOutcome } from '../metrics/LABEL_VALUES';

/** What a status says of an answer. */
export function outcomeOf(status: number): RequestOutcome {
  if (status < 400) return 'answered';
  switch (status) {
    case 401:
      return 'unauthenticated';
    case 403:
      return 'forbidden';
    case 429:
      return 'limited';
    case 503:
      return 'unavailable';
    default:
      return status < 500 ? 'invalid' : 'failed';
  }
}
