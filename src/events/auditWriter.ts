import { FORBIDDEN } from '../names';
import { insertRows } from '../storage/insertRows';
import { AUDIT_LENGTHS, type AuditEvent } from './AuditEvent';
import { AuditMac } from './AuditMac';
import { leafOfNew, newSalts } from './auditLeaf';
import { EVENT_SEVERITIES, EVENTS } from './catalogue';
import { changesText } from './changesText';
import type { Follower, Happened } from './Happened';

/**
 * Writes the rows of the audit log, in the transaction in which the events happened: there is none without the other.
 * @param secret proves that a row was written by a server that has it
 */
export function auditWriter(secret: string): Follower {
  const mac = new AuditMac(secret);
  return async ({ sql }, happened) => {
    await insertRows(
      sql,
      'audit_event',
      happened.map((each) => rowOf(each, mac)),
    );
  };
}

function rowOf(happened: Happened, mac: AuditMac): Record<keyof AuditEvent, string | number | null> {
  const { id, at, organizationId, actor, event, target, outcome, codes, changes, origin, merged } = happened;
  const targetType = target && EVENTS[event].target;
  const told = changesText(targetType, changes);
  const row = {
    id,
    organizationId,
    at,
    actorKind: actor.kind,
    actorId: actor.id,
    actorName: bounded('actorName', actor.name),
    type: event,
    targetType,
    targetId: target?.id ?? null,
    targetName: target?.name ?? null,
    outcome,
    codes: codes.join(','),
    changes: told.all,
    address: bounded('address', origin.address),
    requestId: bounded('requestId', origin.requestId),
    count: merged?.count ?? 1,
    firstAt: merged && merged.count > 1 ? merged.firstAt : null,
    processId: processOf(happened),
    severity: EVENT_SEVERITIES.indexOf(EVENTS[event].severity),
    userAgent: origin.userAgent ? bounded('userAgent', printable(origin.userAgent)) : null,
    salts: newSalts(),
    erased: null,
    leaf: '',
    mac: '',
    sequence: null,
  };
  row.leaf = leafOfNew(row, told);
  row.mac = mac.of(id, row.leaf);
  return row;
}

/** The process that sees the row. A key that is bound to one reaches nothing outside it, whatever it asks for. */
function processOf({ event, target, actor }: Happened): string | null {
  if (target && EVENTS[event].target === 'Process') return target.id;
  return target?.processId ?? actor.processId ?? null;
}

/** Without characters that could make a line of a log look like two, or like another. */
function printable(text: string): string {
  return FORBIDDEN.test(text) ? text.replaceAll(new RegExp(FORBIDDEN, 'gu'), '\ufffd') : text;
}

/** A text that is too long would make PostgreSQL refuse the row, and with it the change. */
function bounded(column: keyof typeof AUDIT_LENGTHS, text: string): string {
  return text.slice(0, AUDIT_LENGTHS[column]);
}
