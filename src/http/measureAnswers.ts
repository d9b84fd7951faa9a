import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { graverOf } from '../metrics/graverOf';
import type { RequestKind, RequestOutcome } from '../metrics/LABEL_VALUES';
import type { Meter } from '../metrics/Meter';
import { outcomeOf } from './outcomeOf';

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
