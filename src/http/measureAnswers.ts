import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { REQUEST_OUTCOMES, type RequestKind, type RequestOutcome } from '../metrics/LABEL_VALUES';
import type { Meter } from '../metrics/Meter';

declare module 'fastify' {
  interface FastifyRequest {
    /** How the request was answered, where its status does not tell; otherwise null. */
    outcome: RequestOutcome | null;
  }
}

/**
 * Counts answers by what they are for. The kind of a route is found when the route is added, and not once a request.
 * Shape: holds for routes that are added afterwards.
 * @param kindOf tells the kind by the path of a route
 */
export function measureAnswers(server: FastifyInstance, meter: Meter, kindOf: (path: string) => RequestKind): void {
  server.decorateRequest('outcome', null);
  server.addHook('onRoute', (route) => {
    const kind = kindOf(route.url);
    const measure = (request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
      count(meter, kind, request, reply);
      done();
    };
    route.onResponse = [...[route.onResponse ?? []].flat(), measure];
  });
  // What has no route.
  server.addHook('onResponse', (request, reply, done) => {
    if (request.is404) count(meter, 'other', request, reply);
    done();
  });
}

function count(meter: Meter, kind: RequestKind, { outcome }: FastifyRequest, reply: FastifyReply): void {
  meter.request(kind, graverOf(outcome ?? 'answered', outcomeOf(reply.statusCode)), reply.elapsedTime / 1_000);
}

/** The graver of two outcomes. */
export function graverOf(one: RequestOutcome, other: RequestOutcome): RequestOutcome {
  return REQUEST_OUTCOMES.indexOf(one) > REQUEST_OUTCOMES.indexOf(other) ? one : other;
}

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
