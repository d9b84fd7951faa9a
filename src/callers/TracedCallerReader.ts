import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../access/Caller';
import type { KeyValue } from '../keys/keyValue';
import type { Tracing } from '../tracing/Tracing';
import { CallerReader } from './CallerReader';
import type { Credential } from './readCredential';

/** Finds out who makes a request, in a span. */
export class TracedCallerReader extends CallerReader {
  constructor(
    private readonly tracing: Tracing,
    ...parts: ConstructorParameters<typeof CallerReader>
  ) {
    super(...parts);
  }

  override callerOf(request: FastifyRequest, reply: FastifyReply, credential?: Credential): Promise<Caller | null> {
    return this.tracing.during(
      'credential',
      () => super.callerOf(request, reply, credential),
      {},
      (caller) => (caller === null ? 'none' : 'ok'),
    );
  }

  override holderOf(request: FastifyRequest, value: KeyValue): Promise<Caller> {
    return this.tracing.during('credential', () => super.holderOf(request, value));
  }
}
