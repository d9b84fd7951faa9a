import type { ErrorCode } from '../errors';
import { graverOf } from '../metrics/graverOf';
import type { RequestOutcome } from '../metrics/LABEL_VALUES';

/** What a code says of the answer that it is in. */
const OUTCOMES: Readonly<Record<ErrorCode, RequestOutcome>> = {
  UNAUTHENTICATED: 'unauthenticated',
  FORBIDDEN: 'forbidden',
  CROSS_SITE_REQUEST: 'forbidden',
  OTHER_ORGANIZATION: 'invalid',
  BAD_USER_INPUT: 'invalid',
  BAD_REQUEST: 'invalid',
  PERSISTED_QUERY_NOT_FOUND: 'invalid',
  GRAPHQL_PARSE_FAILED: 'invalid',
  GRAPHQL_VALIDATION_FAILED: 'invalid',
  RATE_LIMITED: 'limited',
  SERVICE_UNAVAILABLE: 'unavailable',
  INTERNAL_SERVER_ERROR: 'failed',
};

/** How a request was answered, by the codes of its errors: the gravest decides. */
export function gravestOutcome(codes: readonly ErrorCode[]): RequestOutcome {
  return codes.map((code) => OUTCOMES[code]).reduce(graverOf, 'answered');
}
