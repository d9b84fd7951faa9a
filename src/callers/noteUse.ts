import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Caller } from '../access/Caller';
import type { UsageRecorder, UseOutcome } from '../usage/UsageRecorder';
import type { UsedOperation } from '../usage/UsedOperation';

/** What a caller asked for, where it was no operation of GraphQL. */
export type Endpoint = 'verify' | 'token' | 'introspect' | 'checkpoint';

declare module 'fastify' {
  interface FastifyRequest {
    /** What a key is being used for; null where no key is, and once it is counted. */
    use: RequestUse | null;
  }
}

/** The use of a key by a request, as far as it is known. */
export interface RequestUse {
  readonly caller: Caller;
  operation: UsedOperation;
  /** Null: as the status of the answer tells. */
  outcome: UseOutcome | null;
  /** Units: points. */
  cost: number;
  /** Of an operation that passed all checks: the values of its variables, with their defaults. */
  variables: Readonly<Record<string, unknown>>;
}

const NO_VARIABLES = {};
const READY = Promise.resolve();

/** Notes what a secret that is being replaced is still used for. */
export function noteUse({ headers }: FastifyRequest, { noteUse: note }: Caller, operation: Endpoint): void {
  note?.({ userAgent: headers['user-agent'] ?? null, operation });
}

/** What a request does with a key, before that is known. @param operation what it counts as where it comes to no other */
export function beginUse(request: FastifyRequest, caller: Caller, operation: UsedOperation): RequestUse {
  request.use = { caller, operation, outcome: null, cost: 0, variables: NO_VARIABLES };
  return request.use;
}

/** An answer that is ready. */
interface ReadyAnswer {
  readonly payload: unknown;
  readonly done: (error: Error | null, payload?: unknown) => void;
}

/** Counts the use of keys by every route that is added afterwards. An answer leaves when its use is written down. */
export function countUses(routes: FastifyInstance, recorder: UsageRecorder): void {
  let ready: ReadyAnswer[] = [];
  const sendAll = (): void => {
    const answers = ready;
    ready = [];
    for (const answer of answers) send(answer, recorder);
  };
  routes.decorateRequest('use', null);
  routes.addHook('onSend', (request, reply, payload, done) => {
    const { use } = request;
    if (use === null) return done(null, payload);
    request.use = null; // An answer that fails is followed by another one.
    const { caller, operation, cost } = use;
    const outcome = use.outcome ?? outcomeOf(reply.statusCode);
    const isHeld = recorder.record(caller, { operation, outcome, cost, userAgent: request.headers['user-agent'] });
    if (!isHeld) return done(null, payload);
    // The other answers that are ready are counted first: one write is for all of them.
    if (ready.push({ payload, done }) === 1) void READY.then(sendAll);
  });
}

/** Sends an answer once what was counted is written down: by the first of several, for all of them. */
function send({ payload, done }: ReadyAnswer, recorder: UsageRecorder): void {
  try {
    recorder.flush();
    done(null, payload);
  } catch (error) {
    done(error as Error); // Nothing else is thrown.
  }
}

function outcomeOf(status: number): UseOutcome {
  if (status === 403 || status === 429) return 'REFUSED';
  return status < 400 ? 'WHOLE' : 'FAILED';
}
