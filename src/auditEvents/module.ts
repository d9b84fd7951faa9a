import type { Foundation } from '../Foundation';
import { ApiKeyAuditResolver, OrganizationAuditResolver, ProcessAuditResolver } from './AuditEventResolver';
import { AuditEventService } from './AuditEventService';

/** The audit log as callers read it. */
export const auditEventsModule = {
  resolvers: [OrganizationAuditResolver, ApiKeyAuditResolver, ProcessAuditResolver],
  make: ({ storage, lists }: Foundation) => {
    const auditEvents = new AuditEventService(storage, lists);
    return {
      resolvers: [
        new OrganizationAuditResolver(auditEvents),
        new ApiKeyAuditResolver(auditEvents),
        new ProcessAuditResolver(auditEvents),
      ],
    };
  },
};
