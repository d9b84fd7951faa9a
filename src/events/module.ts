import { AuditEvent } from './AuditEvent';
import { writeAuditRows } from './writeAuditRows';

/** What happened, and the log of it. */
export const eventsModule = { entities: [AuditEvent], followers: [writeAuditRows] };
