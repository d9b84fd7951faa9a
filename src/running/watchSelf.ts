import type { Clock } from '../clock';
import type { Config } from '../config';
import type { Database } from '../database/Database';
import { CertificateWatch } from '../http/CertificateWatch';
import type { Job } from '../jobs/Job';
import { keysWithoutSecret } from '../keys/keysWithoutSecret';
import type { Log } from '../log';
import { ClockComparison } from './ClockComparison';
import { Readiness } from './Readiness';

/** What a process knows of itself. */
export interface SelfWatch {
  readonly readiness: Readiness;
  /** Null where it speaks no HTTPS. */
  readonly certificate: CertificateWatch | null;
  readonly jobs: readonly Job[];
  /** Compares the clocks, so that the process knows of its own before it says that it is ready. */
  begin(): Promise<void>;
}

/** The settings that matter to it. */
interface Settings extends Pick<Config, 'tls' | 'previousSecrets'> {
  readonly secret: string;
  readonly hasOwnTime?: boolean;
}

/**
 * Has a process watch its clock, and whether it can serve. Keys without a secret are told for as long as it runs.
 * @param isForProgram whether it watches the certificate, which one process of a program does for all
 */
export async function watchSelf(
  settings: Settings,
  database: Database,
  clock: Clock,
  log: Log,
  isForProgram: boolean,
): Promise<SelfWatch> {
  const { tls, hasOwnTime } = settings;
  const clocks = new ClockComparison(database, clock, log);
  const certificate = tls === null ? null : new CertificateWatch(tls, log);
  const lost = await keysWithoutSecret(database.sql, settings, clock());
  return {
    readiness: new Readiness(database, clocks, lost?.sentence ?? null),
    certificate,
    jobs: [...(hasOwnTime ? [] : [clocks]), ...(certificate !== null && isForProgram ? [certificate] : [])],
    begin: async () => {
      if (!hasOwnTime) await clocks.run().catch(() => undefined); // The turn of the job that follows tells of a failure.
    },
  };
}
