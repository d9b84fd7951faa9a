import { insertRows } from '../storage/insertRows';
import { AUDIT_LENGTHS, type AuditEvent } from './AuditEvent';
import { EVENTS } from './catalogue';
import type { Follower, Happened } from './Happened';

/** Writes the rows of the audit log, in the transaction in which the events happened: there is none without the other. */
export const writeAuditRows: Follower = async ({ sql }, happened) => {
  await insertRows(sql, 'audit_event', happened.map(rowOf));
};

function rowOf(happened: Happened): Record<keyof AuditEvent, string | number | null> {
  const { id, at, organizationId, actor, event, target, outcome, codes, changes, origin, merged } = happened;
  return {
    id,
    organizationId,
    at,
    actorKind: actor.kind,
    actorId: actor.id,
    actorName: bounded('actorName', actor.name),
    type: event,
    targetType: target && EVENTS[event].target,
    targetId: target?.id ?? null,
    targetName: target?.name ?? null,
    outcome,
    codes: codes.join(','),
    changes: JSON.stringify(changes),
    address: bounded('address', origin.address),
    requestId: bounded('requestId', origin.requestId),
    count: merged?.count ?? 1,
    firstAt: merged && merged.count > 1 ? merged.firstAt : null,
  };
}

/** A text that is too long would make PostgreSQL refuse the row, and with it the change. */
function bounded(column: keyof typeof AUDIT_LENGTHS, text: string): string {
  return text.slice(0, AUDIT_LENGTHS[column]);
}
