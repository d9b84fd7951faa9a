import { AuditEvent } from './AuditEvent';

/** What happened, and the log of it. Its rows are written by the follower that `auditWriter` makes. */
export const eventsModule = { entities: [AuditEvent] };
