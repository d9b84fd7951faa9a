import type { Origin } from '../access/Caller';
import type { Job } from '../jobs/Job';
import { networkOf } from '../limits/networkOf';
import type { ReportLoss } from '../log';
import { Remembered } from '../Remembered';
import type { Storage } from '../storage/Storage';
import { networkOfRow } from './KeyNetwork';
import { WriteBehind } from './WriteBehind';
import type { WorkingSecret } from './workingSecrets';

/** Units: milliseconds by which `lastSeenAt` may lag. */
const LAST_SEEN_LAG_MS = 3_600_000;
/** Units: secrets with an address each. */
const MAX_REMEMBERED = 50_000;
/** Units: networks that wait to be written; those of others are noted with a later request. */
const MAX_WAITING = 10_000;
/** Units: rows that one transaction writes. */
const MAX_ROWS = 500;

/** Two processes may write it at once: the earliest and the latest instant stay, in whichever order they write. */
const WRITE = `
  INSERT INTO "api_key_network" ("apiKeyId", "secretNumber", "network", "firstSeenAt", "lastSeenAt", "reuseCount")
  SELECT CAST($1 AS text), CAST($2 AS int), ${networkOfRow('firstSeenAt')}, CAST($4 AS bigint), CAST($4 AS bigint), 0
  WHERE TRUE
  ON CONFLICT ("apiKeyId", "secretNumber", "network") DO UPDATE SET
    "firstSeenAt" = CASE WHEN "api_key_network"."firstSeenAt" < excluded."firstSeenAt"
      THEN "api_key_network"."firstSeenAt" ELSE excluded."firstSeenAt" END,
    "lastSeenAt" = CASE WHEN "api_key_network"."lastSeenAt" > excluded."lastSeenAt"
      THEN "api_key_network"."lastSeenAt" ELSE excluded."lastSeenAt" END`;

/** From where a secret was last seen. */
interface Latest {
  readonly number: number;
  readonly address: string;
  /** Units: epoch milliseconds. */
  readonly until: number;
}

interface Seen {
  readonly apiKeyId: string;
  readonly secretNumber: number;
  readonly network: string;
  readonly at: number;
}

/**
 * Remembers from which networks secrets were used. A job of each process writes it down a moment later: a request looks once
 * into a map. Source: decision 088.
 */
export class KeyNetworks implements Job {
  readonly name = 'write-key-networks';
  readonly everyMs = 1_000;
  readonly isForOne = false;
  private readonly remembered = new Remembered<string, number>(MAX_REMEMBERED);
  /** By key: most come from the same address again and again, and need no other look. */
  private readonly latest = new Remembered<string, Latest>(MAX_REMEMBERED);
  private readonly waiting: WriteBehind<Seen>;

  constructor(storage: Storage, reportLoss: ReportLoss) {
    this.waiting = new WriteBehind({
      maxWaiting: MAX_WAITING,
      maxRows: MAX_ROWS,
      write: (rows) => writeRows(storage, rows),
      failed: (err, networkCount) =>
        reportLoss('the networks that keys are used from could not be written down yet', { err, networkCount }),
    });
  }

  /** A secret let its caller in. */
  seen({ id }: { readonly id: string }, { number }: WorkingSecret, { address }: Origin, now: number): void {
    const latest = this.latest.get(id);
    if (latest && latest.number === number && latest.address === address && now < latest.until) return;
    const name = `${id} ${number} ${address}`;
    const seenAt = this.remembered.get(name) ?? Number.NEGATIVE_INFINITY;
    if (now - seenAt < LAST_SEEN_LAG_MS) {
      this.latest.keep(id, { number, address, until: seenAt + LAST_SEEN_LAG_MS });
      return;
    }
    const network = networkOf(address);
    const row = { apiKeyId: id, secretNumber: number, network, at: now };
    // Without room it is not remembered: the next request tries again.
    if (this.waiting.add(`${id} ${number} ${network}`, row)) this.remembered.keep(name, now);
  }

  run(): Promise<void> {
    return this.flush();
  }

  /** Writes down what waits, and resolves when it is written, or its loss was reported. */
  flush(): Promise<void> {
    return this.waiting.flush();
  }
}

function writeRows(storage: Storage, rows: readonly Seen[]): Promise<void> {
  return storage.write(async ({ sql }) => {
    for (const { apiKeyId, secretNumber, network, at } of rows) {
      await sql(WRITE, [apiKeyId, secretNumber, network, at]);
    }
  }, 'READ_COMMITTED'); // Each statement is right by itself; two at once may pass the greatest number of rows by one.
}
