import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isSatisfied } from '../access/Need';
import { SCOPE } from '../access/SHIPPED_SCOPES';
import type { Checkpoints } from '../audit/Checkpoints';
import type { CallerReader } from '../callers/CallerReader';
import { beginUse, countUses, noteUse } from '../callers/noteUse';
import type { Clock } from '../clock';
import { AppError } from '../errors';
import { ENDPOINT_OPERATIONS } from '../usage/ENDPOINT_OPERATIONS';
import type { UsageRecorder } from '../usage/UsageRecorder';
import { PUBLIC_CACHING } from './PUBLIC_CACHING';
import { sendError } from './sendError';

/** Where the newest checkpoint of a caller's organization is, and the key that signs it. */
export const AUDIT_PATHS = { checkpoint: '/audit/checkpoint', key: '/.well-known/latchkey-audit-key' } as const;

/** Says that an answer is as new as its question. */
export const CHECKPOINT_CACHING = 'no-store';

const NEED = { isOpen: false, anyOf: [[SCOPE.auditRead]] };
const TEXT = 'text/plain; charset=utf-8';
const NOTHING_SEALED = 'Nothing of the audit log of this organization is sealed yet. Try again in some seconds.';

/** The services that answer auditors. */
interface AuditRouteServices {
  readonly callers: CallerReader;
  readonly auditCheckpoints: Checkpoints;
  readonly usageRecorder: UsageRecorder;
  readonly clock: Clock;
}

/**
 * Adds what auditors read beside GraphQL: the newest checkpoint of the caller's organization, and the public key of the log.
 * Shape: texts of C2SP, tlog-checkpoint and signed-note. Source: decision 104.
 */
export async function addAuditRoutes(
  server: FastifyInstance,
  { callers, auditCheckpoints: checkpoints, usageRecorder, clock }: AuditRouteServices,
): Promise<void> {
  server.get(AUDIT_PATHS.key, async (_request, reply) => {
    const key = await checkpoints.verifierKey();
    return reply.header('cache-control', PUBLIC_CACHING).type(TEXT).send(`${key}\n`);
  });
  await server.register(async (routes) => {
    countUses(routes, usageRecorder);
    routes.get(AUDIT_PATHS.checkpoint, checkpointEndpoint(callers, checkpoints, clock));
  });
}

function checkpointEndpoint(callers: CallerReader, checkpoints: Checkpoints, clock: Clock) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const caller = await callers.callerOf(request, reply);
    if (!caller) throw new AppError('UNAUTHENTICATED');
    noteUse(request, caller, 'checkpoint');
    const use = beginUse(request, caller, ENDPOINT_OPERATIONS.checkpoint);
    if (!isSatisfied(NEED, caller.scopes)) {
      const lack = new AppError('FORBIDDEN', `This needs ${SCOPE.auditRead}.`, { requiredScopes: NEED.anyOf });
      return sendError(reply, lack, 403);
    }
    use.operation = ENDPOINT_OPERATIONS.checkpointRead;
    const note = await checkpoints.newest(caller.organizationId, clock());
    if (note === null) return sendError(reply, new AppError('BAD_REQUEST', NOTHING_SEALED), 404);
    return reply.header('cache-control', CHECKPOINT_CACHING).type(TEXT).send(note);
  };
}
