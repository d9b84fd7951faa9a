import type { AuditEvent } from '../events/AuditEvent';

/** The columns of a row of which an entry is made as callers see it. */
export const LOGGED_COLUMNS = `
  "id", "at", "actorKind", "actorId", "actorName", "type", "targetType", "targetId", "targetName", "outcome", "codes", "changes",
  "address", "requestId", "count", "sequence", "severity", "userAgent", "erased"`;

/** A row as these columns have it. */
export type LoggedRow = Omit<AuditEvent, 'organizationId' | 'firstAt' | 'processId' | 'salts' | 'leaf' | 'mac'>;
