import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../access/Caller';
import { isSatisfied } from '../access/Need';
import { SCOPE_NAME_PATTERN, type ScopeName } from '../access/ScopeName';
import { scopesText } from '../access/scopesText';
import type { CallerReader } from '../callers/CallerReader';
import { AppError, badInput } from '../errors';
import { Remembered } from '../Remembered';
import { instantText } from '../scalars/DateTime';
import { sendError } from './sendError';

/** Units: sets of scopes that one question may name. */
const MAX_ALTERNATIVES = 20;

/** Units: questions that are remembered. */
const MAX_QUESTIONS = 100;

/** Scopes that are asked for. Shape: the outer list is "or", the inner "and". */
type AnyOf = readonly (readonly ScopeName[])[];

/** A proxy may ask with the method of the request that it asks about. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/**
 * Adds `/verify`. A proxy learns whether a credential works and holds the scopes in `scope`. One `scope` needs all its
 * names; of several `scope`, one is enough.
 * Shape: 200 and who it is in `Latchkey-…` headers, each always there, so that a proxy that copies them also overwrites
 * what its client sent; 401; 403. Source: decision 028.
 */
export function addVerifyRoute(server: FastifyInstance, callers: CallerReader): void {
  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const anyOf = scopesAskedFor(request);
    const caller = await callers.callerOf(request);
    if (!caller) throw new AppError('UNAUTHENTICATED');
    if (isSatisfied({ isOpen: false, anyOf }, caller.scopes)) return describe(reply, caller).send();
    const sets = anyOf.map((scopes) => scopes.join(' and ')).join(', or ');
    return sendError(reply, new AppError('FORBIDDEN', `This needs ${sets}.`, { requiredScopes: anyOf }), 403);
  };
  // Answered before a body would be looked at: the headers that a proxy hands on speak of a body that it keeps.
  server.route({ method: METHODS, url: '/verify', config: { hasNoBody: true }, onRequest: answer, handler: answer });
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
const questions = new Remembered<string, AnyOf>(MAX_QUESTIONS);

function scopesAskedFor({ raw }: FastifyRequest): AnyOf {
  const { url = '' } = raw;
  const start = url.indexOf('?');
  const query = start < 0 ? '' : url.slice(start + 1);
  return questions.get(query) ?? questions.keep(query, readQuestion(query));
}

/** Errors: `BAD_USER_INPUT` for what is no scope, and other parameters: a proxy that asks amiss lets nobody in. */
function readQuestion(query: string): AnyOf {
  const parameters = [...new URLSearchParams(query)];
  if (!parameters.every(([name]) => name === 'scope')) throw badInput('The one parameter is scope.', []);
  if (parameters.length > MAX_ALTERNATIVES) throw badInput(`At most ${MAX_ALTERNATIVES} alternatives.`, ['scope']);
  const sets = parameters.map(([, set]) => set.split(' '));
  if (sets.flat().every((scope) => SCOPE_NAME_PATTERN.test(scope))) return sets.length === 0 ? [[]] : sets;
  throw badInput('Give names of scopes with one blank between them.', ['scope']);
}
