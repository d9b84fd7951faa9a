import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import type { Caller } from '../access/Caller';
import { isSatisfied } from '../access/Need';
import { SCOPE_NAME_PATTERN, type ScopeName } from '../access/ScopeName';
import { scopesText } from '../access/scopesText';
import type { CallerReader } from '../callers/CallerReader';
import { beginUse, countUses, noteUse } from '../callers/noteUse';
import { AppError, badInput, scopesInWords } from '../errors';
import type { KeyRefusals } from '../keys/KeyRefusals';
import type { Meter } from '../metrics/Meter';
import { Remembered } from '../Remembered';
import { instantText } from '../scalars/DateTime';
import type { Tracing } from '../tracing/Tracing';
import { ENDPOINT_OPERATIONS } from '../usage/ENDPOINT_OPERATIONS';
import type { UsageRecorder } from '../usage/UsageRecorder';
import { type UsedOperation, usedOperation } from '../usage/UsedOperation';
import { sendError } from './sendError';
import { VERIFY_SCOPE_PATH } from './VERIFY_SCOPE_PATH';

/** Units: sets of scopes that one question may name. */
export const MAX_ALTERNATIVES = 20;

/** Units: questions that are remembered. */
const MAX_QUESTIONS = 100;

/** Scopes that are asked for. Shape: the outer list is "or", the inner "and". */
type AnyOf = readonly (readonly ScopeName[])[];

/** What is asked, and what it counts as where the answer is yes. */
interface Question {
  readonly anyOf: AnyOf;
  readonly operation: UsedOperation;
}

/** A proxy may ask with the method of the request that it asks about; HEAD is routed as GET. */
export const VERIFY_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Whether a caller holds one of these sets. */
type Holds = (caller: Caller, anyOf: AnyOf) => boolean;

/** Finds out what a proxy asks for. */
type ReadQuestion = (request: FastifyRequest) => Question;

/** What answers a question, and who is told of it. */
interface Answerer {
  readonly callers: CallerReader;
  readonly recorder: UsageRecorder;
  readonly refusals: Pick<KeyRefusals, 'denied'>;
  readonly meter: Meter;
  readonly tracing: Tracing | null;
}

/**
 * Adds `/verify`. A proxy learns whether a credential works and holds the scopes in `scope`. One `scope` needs all its
 * names; of several `scope`, one is enough. `/verify/scope/` is for proxies that append the request's own path: the scopes
 * that are all needed stand in the path, with `+` between them, and it takes every method.
 * Shape: 200 and who it is in `Latchkey-…` headers, each always there, so that a proxy that copies them also overwrites
 * what its client sent; 401; 403. Source: decision 028.
 */
export async function addVerifyRoute(server: FastifyInstance, answerer: Answerer): Promise<void> {
  await server.register(async (routes) => {
    countUses(routes, answerer.recorder);
    addQuestion(routes, answerer, { method: VERIFY_METHODS, url: '/verify' }, questionInQuery);
    addQuestion(routes, answerer, { method: server.supportedMethods, url: VERIFY_SCOPE_PATH }, questionInPath);
  });
}

function addQuestion(
  server: FastifyInstance,
  { callers, refusals, meter, tracing }: Answerer,
  route: Pick<RouteOptions, 'method' | 'url'>,
  read: ReadQuestion,
): void {
  const holds: Holds =
    tracing === null
      ? holdsScopes
      : (caller, anyOf) =>
          tracing.around(
            'policy',
            () => holdsScopes(caller, anyOf),
            (isHeld) => (isHeld ? 'ok' : 'refused'),
          );
  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const { anyOf, operation } = read(request);
    const caller = await callers.callerOf(request, reply);
    if (!caller) throw new AppError('UNAUTHENTICATED');
    noteUse(request, caller, 'verify');
    const isHeld = holds(caller, anyOf);
    beginUse(request, caller, isHeld ? operation : ENDPOINT_OPERATIONS.verify);
    if (isHeld) return void describe(reply, caller).send();
    meter.decisionsRefused(1);
    const sets = scopesInWords(anyOf);
    refusals.denied(caller, sets);
    sendError(reply, new AppError('FORBIDDEN', `This needs ${sets}.`, { requiredScopes: anyOf }), 403);
  };
  server.route({
    ...route,
    config: { hasNoBody: true, tracedAs: 'verify' },
    // Answered before a body would be looked at: the headers that a proxy hands on speak of a body that it keeps.
    onRequest: (request, reply, failed) => void answer(request, reply).catch(failed),
    handler: () => undefined, // What is answered above does not come here.
  });
}

function holdsScopes({ scopes }: Caller, anyOf: AnyOf): boolean {
  return isSatisfied({ isOpen: false, anyOf }, scopes);
}

function describe(reply: FastifyReply, caller: Caller): FastifyReply {
  const endsAt = caller.credentialEndsAt ?? caller.expiresAt;
  return reply.headers({
    'latchkey-organization': caller.organizationId,
    'latchkey-process': caller.processId ?? '',
    'latchkey-scopes': scopesText(caller.scopes),
    'latchkey-expires': endsAt === null ? '' : instantText(endsAt),
  });
}

/** What proxies asked, which is the same again and again. Shape: by the query string. */
const questions = new Remembered<string, Question>(MAX_QUESTIONS);

function questionInQuery({ raw }: FastifyRequest): Question {
  const { url = '' } = raw;
  const start = url.indexOf('?');
  const query = start < 0 ? '' : url.slice(start + 1);
  return questions.get(query) ?? questions.keep(query, questionOf(readQuery(query)));
}

/**
 * The scopes in the first segment after `/verify/scope/`. They are read from the address as it came, undecoded. There are no
 * alternatives: a client writes what follows, and may not widen the question.
 */
function questionInPath({ originalUrl }: FastifyRequest): Question {
  const isAsSent = originalUrl.startsWith(VERIFY_SCOPE_PATH); // Not in another spelling that the router knows, too.
  const [segment = ''] = isAsSent ? originalUrl.slice(VERIFY_SCOPE_PATH.length).split(/[/?#]/, 1) : [];
  return questions.get(`+${segment}`) ?? questions.keep(`+${segment}`, questionOf([asScopes(segment.split('+'))]));
}

/** Errors: `BAD_USER_INPUT` for what is no scope, and other parameters: a proxy that asks amiss lets nobody in. */
function readQuery(query: string): AnyOf {
  const parameters = [...new URLSearchParams(query)];
  if (!parameters.every(([name]) => name === 'scope')) throw badInput('The one parameter is scope.', []);
  if (parameters.length > MAX_ALTERNATIVES) throw badInput(`At most ${MAX_ALTERNATIVES} alternatives.`, ['scope']);
  return parameters.length === 0 ? [[]] : parameters.map(([, set]) => asScopes(set.split(' ')));
}

function questionOf(anyOf: AnyOf): Question {
  if (anyOf.some((scopes) => scopes.length === 0)) return { anyOf, operation: ENDPOINT_OPERATIONS.verifyForAll };
  const sets = anyOf.map((scopes) => [...scopes].sort());
  const signature = `verify scope=${sets
    .map((scopes) => scopes.join(' '))
    .sort()
    .join(' | ')}`;
  const needs = [{ isOpen: false, anyOf: sets }];
  return { anyOf, operation: usedOperation({ kind: 'VERIFY', name: 'verify', signature, needs }) };
}

function asScopes(names: readonly string[]): readonly ScopeName[] {
  if (names.every((name) => SCOPE_NAME_PATTERN.test(name))) return names;
  throw badInput('Give names of scopes with one space between them, or one + in a path.', ['scope']);
}
