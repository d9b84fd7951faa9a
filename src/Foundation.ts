import type { ScopeCatalogue } from './access/ScopeName';
import type { Clock } from './clock';
import type { Config } from './config';
import type { Changes } from './events/Changes';
import type { Cursors } from './lists/Cursors';
import type { Lists } from './lists/Lists';
import type { Log, ReportLoss } from './log';
import type { Meter } from './metrics/Meter';
import type { Storage } from './storage/Storage';

/** What every module is made from. */
export interface Foundation {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly changes: Changes;
  readonly cursors: Cursors;
  readonly lists: Lists;
  readonly meter: Meter;
  readonly catalogue: ScopeCatalogue;
  readonly secret: string;
  readonly previousSecrets: readonly string[];
  readonly reportLoss: ReportLoss;
  /** For what operators may want to know, and need not look into. */
  readonly log: Pick<Log, 'info'>;
  /** This server as the world calls it; asked for when it is needed, since the port may not be known before. */
  readonly publicUrl: () => string;
  readonly mail: Config['mail'];
  /** For how many days rows of the audit log are kept; null: for ever. */
  readonly auditRetentionDays: number | null;
  readonly maxKeysPerOrganization: number;
  readonly maxProcessesPerOrganization: number;
  readonly database: Config['database'];
  readonly usageJournalDir: Config['usageJournalDir'];
  readonly webhooks: Config['webhooks'];
  /** Has a job of this process take a turn soon. Shape: the name of the job. */
  readonly wake: (job: string) => void;
  /** bcrypt's work factor, where it is another than that of `PasswordDigests`. */
  readonly passwordCost?: number;
}
