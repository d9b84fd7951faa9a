import { insertRow } from '../storage/insertRow';
import type { AuditEvent } from './AuditEvent';
import { EVENTS } from './catalogue';
import type { Follower } from './Happened';

/** Writes the row of the audit log, in the transaction in which the event happened: there is none without the other. */
export const writeAuditRow: Follower = async ({ sql }, happened) => {
  const { id, at, organizationId, actor, event, target, outcome, codes, changes, origin } = happened;
  const row: AuditEvent = {
    id,
    organizationId,
    at,
    actorKind: actor.kind,
    actorId: actor.id,
    actorName: actor.name,
    type: event,
    targetType: target && EVENTS[event].target,
    targetId: target?.id ?? null,
    targetName: target?.name ?? null,
    outcome,
    codes: codes.join(','),
    changes: JSON.stringify(changes),
    address: origin.address,
    requestId: origin.requestId,
  };
  // A row that is there was written by a commit whose answer was lost: its writer tries again.
  await insertRow(sql, 'audit_event', { ...row }, 'KEEP');
};
