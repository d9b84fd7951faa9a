import type { Job } from '../jobs/Job';
import type { ReportLoss } from '../log';
import type { Storage } from '../storage/Storage';
import type { Parcel } from './Parcel';

const OVER = '"givenUpAt" IS NULL AND "endsAt" <= $1 AND ("takenUntil" IS NULL OR "takenUntil" <= $1)';
const FIND = `SELECT 1 AS "found" FROM "outbox_parcel" WHERE ${OVER} LIMIT 1`;
const GIVE_UP = `
  UPDATE "outbox_parcel" SET "takenUntil" = NULL, "sealedContent" = NULL, "givenUpAt" = $1 WHERE ${OVER}
  RETURNING "id", "destinationId", "tries", "failure"`;

/**
 * Gives up the parcels whose time is over. It is no work of the courier: parcels end where nothing is sent, too.
 * Source: decision 045.
 */
export class Expiry implements Job {
  readonly name = 'give-up-parcels';
  readonly everyMs = 60_000;
  readonly isForOne = true;

  constructor(
    private readonly storage: Storage,
    private readonly reportLoss: ReportLoss,
  ) {}

  async run(now: number): Promise<void> {
    if ((await this.storage.sql(FIND, [now])).length === 0) return;
    const parcels = await this.storage.write(({ sql }) =>
      sql<Pick<Parcel, 'id' | 'destinationId' | 'tries' | 'failure'>>(GIVE_UP, [now]),
    );
    for (const { id, destinationId, tries, failure } of parcels) {
      this.reportLoss('a letter was given up', { parcel: id, destination: destinationId, tries, failure });
    }
  }
}
