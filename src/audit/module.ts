import type { Foundation } from '../Foundation';
import { AuditCheckpoint } from './AuditCheckpoint';
import { AuditGrace } from './AuditGrace';
import { AuditKey } from './AuditKey';
import { AuditTile } from './AuditTile';
import { AuditTree } from './AuditTree';
import { AuditTrees } from './AuditTrees';
import { LogKey } from './LogKey';

/** What makes the audit log provable: a tree of its rows for each organization, and what is signed of it. */
export const auditModule = {
  entities: [AuditTree, AuditTile, AuditCheckpoint, AuditKey, AuditGrace],
  make: ({ storage, clock, secret, previousSecrets }: Foundation) => ({
    services: {
      auditTrees: new AuditTrees(storage.sql, secret, previousSecrets),
      auditLogKey: new LogKey(storage, clock, secret, previousSecrets),
    },
  }),
};
