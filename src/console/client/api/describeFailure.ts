import { ConnectionLost } from './ConnectionLost';
import { Refusal } from './Refusal';

const SECONDS_PER_MINUTE = 60;

/** What went wrong, in sentences for people. */
export function describeFailure(error: unknown): string {
  if (error instanceof ConnectionLost) return error.message;
  if (!(error instanceof Refusal)) return 'Something went wrong in the console itself.';
  if (error.code === 'RATE_LIMITED') return `Too many attempts. ${describeWait(error.retryAfterSeconds)}`;
  return error.incidentId === null ? error.message : `${error.message} Incident id: ${error.incidentId}`;
}

function describeWait(seconds: number | null): string {
  if (seconds === null) return 'Wait, then try again.';
  const minutes = Math.ceil(seconds / SECONDS_PER_MINUTE);
  return minutes === 1 ? 'Try again in 1 minute.' : `Try again in ${minutes} minutes.`;
}
