import type { Caller, Origin } from '../access/Caller';
import type { Tracing } from '../tracing/Tracing';
import { SessionReader } from './SessionReader';

/** Turns the token of a session into a caller, in a span. */
export class TracedSessionReader extends SessionReader {
  constructor(
    private readonly tracing: Tracing,
    ...parts: ConstructorParameters<typeof SessionReader>
  ) {
    super(...parts);
  }

  override callerOf(token: string, origin: Origin): Promise<Caller | null> {
    return this.tracing.during(
      'credential',
      () => super.callerOf(token, origin),
      {},
      (caller) => (caller === null ? 'refused' : 'ok'),
    );
  }
}
