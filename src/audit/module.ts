import type { Foundation } from '../Foundation';
import { AuditAlarms } from './AuditAlarms';
import { AuditCheckpoint } from './AuditCheckpoint';
import { AuditGrace } from './AuditGrace';
import { AuditKey } from './AuditKey';
import { AuditTile } from './AuditTile';
import { AuditTree } from './AuditTree';
import { AuditTrees } from './AuditTrees';
import { Checkpoints } from './Checkpoints';
import { Grace } from './Grace';
import { LogKey } from './LogKey';
import { openingCheck } from './openingCheck';
import { Retention } from './Retention';
import { Sealer } from './Sealer';
import { sealCheck } from './sealCheck';
import { unsealedCount } from './sealState';

/** What makes the audit log provable: a tree of its rows for each organization, and what is signed of it. */
export const auditModule = {
  entities: [AuditTree, AuditTile, AuditCheckpoint, AuditKey, AuditGrace],
  checks: [sealCheck, openingCheck],
  make: (foundation: Foundation) => {
    const { storage, clock, secret, previousSecrets, reportLoss } = foundation;
    const trees = new AuditTrees(storage, secret, previousSecrets);
    const grace = new Grace(storage, clock, secret, previousSecrets);
    const logKey = new LogKey(storage, clock, secret, previousSecrets, grace);
    const alarms = new AuditAlarms(clock, reportLoss);
    const checkpoints = new Checkpoints({ ...foundation, trees, logKey, alarms });
    const sealer = new Sealer({ storage, trees, grace, checkpoints, alarms }, secret, previousSecrets);
    const retention = new Retention({ storage, trees, checkpoints, alarms }, foundation.auditRetentionDays);
    return {
      jobs: [sealer, retention],
      gauges: { latchkey_audit_unsealed: () => unsealedCount(storage) },
      services: { auditTrees: trees, auditGrace: grace, auditLogKey: logKey, auditCheckpoints: checkpoints },
    };
  },
};
