import type { ScopeCatalogue } from '../access/ScopeName';
import { CallerReader } from '../callers/CallerReader';
import { SessionReader } from '../callers/SessionReader';
import { TracedCallerReader } from '../callers/TracedCallerReader';
import { TracedSessionReader } from '../callers/TracedSessionReader';
import type { Foundation } from '../Foundation';
import type { Authenticator } from '../keys/Authenticator';
import type { FailureBudget } from '../limits/FailureBudget';
import type { Meter } from '../metrics/Meter';
import type { AccessTokens } from '../tokens/AccessTokens';
import type { Tracing } from '../tracing/Tracing';

/** What callers are found with. */
interface Parts extends Pick<Foundation, 'storage' | 'clock' | 'reportLoss'> {
  readonly authenticator: Authenticator;
  readonly tokens: AccessTokens;
  readonly failures: FailureBudget;
  readonly meter: Meter;
  readonly catalogue: ScopeCatalogue;
  readonly tracing: Tracing | null;
}

/** Those who find out who is calling. */
interface CallerReaders {
  readonly callers: CallerReader;
  readonly sessionReader: SessionReader;
}

/** Makes those who find out who is calling. They do so in spans where requests are traced. */
export function callerReaders(parts: Parts): CallerReaders {
  const { tracing } = parts;
  const ofKeys = [parts.authenticator, parts.tokens, parts.failures, parts.meter] as const;
  const ofSessions = [parts.storage, parts.clock, parts.catalogue, parts.reportLoss] as const;
  return tracing === null
    ? { callers: new CallerReader(...ofKeys), sessionReader: new SessionReader(...ofSessions) }
    : {
        callers: new TracedCallerReader(tracing, ...ofKeys),
        sessionReader: new TracedSessionReader(tracing, ...ofSessions),
      };
}
