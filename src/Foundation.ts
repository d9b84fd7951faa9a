import type { ScopeCatalogue } from './access/ScopeName';
import type { Clock } from './clock';
import type { Config } from './config';
import type { Changes } from './events/Changes';
import type { Cursors } from './lists/Cursors';
import type { Lists } from './lists/Lists';
import type { ReportLoss } from './log';
import type { Storage } from './storage/Storage';

/** What every module is made from. */
export interface Foundation {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly changes: Changes;
  readonly cursors: Cursors;
  readonly lists: Lists;
  readonly catalogue: ScopeCatalogue;
  readonly secret: string;
  readonly previousSecrets: readonly string[];
  readonly reportLoss: ReportLoss;
  /** This server as the world calls it; asked for when it is needed, since the port may not be known before. */
  readonly publicUrl: () => string;
  readonly mail: Config['mail'];
  readonly maxKeysPerOrganization: number;
  readonly maxProcessesPerOrganization: number;
  readonly database: Config['database'];
  readonly usageJournalDir: Config['usageJournalDir'];
  /** Has a job of this process take a turn soon. Shape: the name of the job. */
  readonly wake: (job: string) => void;
  /** bcrypt's work factor, where it is another than that of `PasswordDigests`. */
  readonly passwordCost?: number;
}
