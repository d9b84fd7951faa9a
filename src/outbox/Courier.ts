import type { Clock } from '../clock';
import type { Job } from '../jobs/Job';
import type { ReportLoss } from '../log';
import type { SendMail } from '../mail';
import { instantText } from '../scalars/DateTime';
import type { Storage } from '../storage/Storage';
import type { MailSeal } from './MailSeal';
import { mailFailure } from './mailFailure';
import { nextTryAt } from './nextTryAt';
import type { Outbox } from './Outbox';
import type { Parcel } from './Parcel';

/** Units: parcels that are sent at the same time. */
const BATCH = 5;
/**
 * Units: milliseconds for which a parcel is taken, no longer than a lease. If its process dies, another sends it after that.
 * It is as long as sending, the patience of the writes before and after (8 s each), and 4 s by which clocks may differ.
 */
const TAKEN_MS = 30_000;
/** Units: milliseconds that sending may take, less than a parcel is taken for; and that it may still take when the process stops. */
const SEND_MS = 10_000;
const STOP_MS = 5_000;

const DUE = `
  "kind" = 'MAIL' AND "givenUpAt" IS NULL AND "dueAt" <= $1 AND "endsAt" > $1
  AND ("takenUntil" IS NULL OR "takenUntil" <= $1)`;
const FIND = `SELECT 1 AS "found" FROM "outbox_parcel" WHERE ${DUE} LIMIT 1`;
const TAKE = `
  UPDATE "outbox_parcel" SET "takenUntil" = $2
  WHERE "id" IN (SELECT "id" FROM "outbox_parcel" WHERE ${DUE} ORDER BY "dueAt", "id" LIMIT $3)
  RETURNING "id", "destinationId", "sealedContent", "endsAt", "tries", "takenUntil"`;
const OWN = '"id" = $1 AND "takenUntil" = $2';
const DELETE = `DELETE FROM "outbox_parcel" WHERE ${OWN}`;
const RELEASE = `UPDATE "outbox_parcel" SET "takenUntil" = NULL WHERE ${OWN}`;
const PUT_OFF = `
  UPDATE "outbox_parcel" SET "takenUntil" = NULL, "tries" = $3, "failure" = $4, "dueAt" = $5 WHERE ${OWN}`;

/** A parcel that this process sends. */
type Taken = Pick<Parcel, 'id' | 'destinationId' | 'sealedContent' | 'endsAt' | 'tries' | 'takenUntil'>;

/** What a courier works with. */
export interface CourierParts {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly reportLoss: ReportLoss;
  readonly outbox: Outbox;
  readonly seal: MailSeal;
  readonly sendMail: SendMail;
}

/** Sends the letters that are due: each at least once, and put off where that fails. Source: decision 045. */
export class Courier implements Job {
  readonly name = 'courier';
  readonly everyMs = 5_000;
  readonly isForOne = true;

  constructor(private readonly parts: CourierParts) {}

  async run(_now: number, stop: AbortSignal): Promise<void> {
    let failureCount = 0;
    while (!stop.aborted) {
      const parcels = await this.take();
      if (parcels.length === 0) break;
      if (stop.aborted) return this.release(parcels);
      const delivered = await Promise.allSettled(parcels.map((parcel) => this.deliver(parcel, stop)));
      for (const outcome of delivered) {
        if (outcome.status === 'rejected') throw outcome.reason;
        if (!outcome.value) failureCount += 1;
      }
    }
    if (failureCount > 0) await this.tellBacklog();
  }

  /** One statement: no two processes take the same parcel. It reads first, since most of the time there is none. */
  private async take(): Promise<readonly Taken[]> {
    const { storage, clock } = this.parts;
    if ((await storage.sql(FIND, [clock()])).length === 0) return [];
    return storage.write(({ sql }) => {
      const now = clock(); // The write may have waited for its turn.
      return sql<Taken>(TAKE, [now, now + TAKEN_MS, BATCH]);
    });
  }

  private async release(parcels: readonly Taken[]): Promise<void> {
    for (const parcel of parcels) await this.settle(parcel, RELEASE);
  }

  /** Shape: whether nothing is left to be done for the parcel. */
  private async deliver(parcel: Taken, stop: AbortSignal): Promise<boolean> {
    const failure = await this.send(parcel, stop);
    if (failure === null) await this.settle(parcel, DELETE);
    else if (stop.aborted) await this.settle(parcel, RELEASE);
    else await this.putOff(parcel, failure);
    return failure === null;
  }

  /** Shape: why it failed; null where the mail server has the letter. */
  private async send({ id, sealedContent }: Taken, stop: AbortSignal): Promise<string | null> {
    const mail = sealedContent === null ? null : this.parts.seal.open(id, sealedContent);
    if (mail === null) return 'it was sealed under a master secret that this server does not have';
    const over = new AbortController();
    const timer = setTimeout(() => over.abort(), SEND_MS).unref();
    const hurry = (): void => void setTimeout(() => over.abort(), STOP_MS).unref();
    stop.addEventListener('abort', hurry, { once: true });
    try {
      await this.parts.sendMail(mail, { id, signal: over.signal });
      return null;
    } catch (error) {
      return mailFailure(error);
    } finally {
      clearTimeout(timer);
      stop.removeEventListener('abort', hurry);
    }
  }

  private async putOff(parcel: Taken, failure: string): Promise<void> {
    const { id, destinationId, endsAt } = parcel;
    const tries = parcel.tries + 1;
    const dueAt = Math.min(nextTryAt(this.parts.clock(), tries, Math.random()), endsAt);
    await this.settle(parcel, PUT_OFF, tries, failure, dueAt);
    this.parts.reportLoss('a letter could not be sent', {
      parcel: id,
      destination: destinationId,
      tries,
      failure,
      dueAt: instantText(dueAt),
    });
  }

  private async tellBacklog(): Promise<void> {
    const { count, oldestAt } = await this.parts.outbox.backlog();
    const oldest = oldestAt === null ? null : instantText(oldestAt);
    this.parts.reportLoss('letters wait in the outbox', { count, oldestAt: oldest });
  }

  /** A parcel that another process has taken meanwhile, or that was dropped, is left alone. */
  private async settle({ id, takenUntil }: Taken, statement: string, ...values: (string | number)[]): Promise<void> {
    await this.parts.storage.write(({ sql }) => sql(statement, [id, takenUntil, ...values]));
  }
}
