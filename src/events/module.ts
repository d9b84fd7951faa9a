import { AuditEvent } from './AuditEvent';
import { writeAuditRow } from './writeAuditRow';

/** What happened, and the log of it. */
export const eventsModule = { entities: [AuditEvent], followers: [writeAuditRow] };
