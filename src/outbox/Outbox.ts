import type { Clock } from '../clock';
import { newId } from '../id';
import type { Mail } from '../mail';
import { insertRow } from '../storage/insertRow';
import type { RunSql, Storage } from '../storage/Storage';
import type { MailSeal } from './MailSeal';
import type { Parcel } from './Parcel';

/** Units: milliseconds after which a letter that could not be sent is given up. */
const MAIL_LIFETIME_MS = 24 * 3_600_000;
/** Units: parcels that are listed at most. */
const MAX_LISTED = 1_000;

const LIST = `
  SELECT "id", "kind", "destinationId", "createdAt", "dueAt", "endsAt", "tries", "takenUntil", "failure", "givenUpAt"
  FROM "outbox_parcel" ORDER BY "dueAt", "id" LIMIT $1`;
const BACKLOG = `
  SELECT COUNT(*) AS "count", MIN("createdAt") AS "oldestAt" FROM "outbox_parcel" WHERE "givenUpAt" IS NULL`;
const RETRY = 'UPDATE "outbox_parcel" SET "dueAt" = $1 WHERE "dueAt" > $1 AND "givenUpAt" IS NULL RETURNING "id"';

/** A parcel as operators see it: without what is in it. */
export type ParcelSummary = Omit<Parcel, 'sealedContent'>;

/** What waits to be sent. Units: `oldestAt` in epoch milliseconds, null where nothing waits. */
export interface Backlog {
  readonly count: number;
  readonly oldestAt: number | null;
}

/** What a letter belongs to. Units: `endsAt` in epoch milliseconds; from then on it is not sent. */
export interface Destination {
  readonly id: string;
  readonly endsAt: number;
}

/**
 * The outbox. A change adds a parcel in its own transaction. The courier sends it later, at least once.
 * Source: decision 045.
 */
export class Outbox {
  /** @param sendSoon has the courier look soon: to be called after the transaction */
  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    private readonly seal: MailSeal,
    readonly sendSoon: () => void,
  ) {}

  /** Puts a letter in. */
  async putMail(sql: RunSql, mail: Mail, destination: Destination): Promise<void> {
    const now = this.clock();
    const id = newId(now);
    await insertRow(sql, 'outbox_parcel', {
      id,
      kind: 'MAIL',
      destinationId: destination.id,
      sealedContent: this.seal.seal(id, mail),
      createdAt: now,
      dueAt: now,
      endsAt: Math.min(destination.endsAt, now + MAIL_LIFETIME_MS),
      tries: 0,
      takenUntil: null,
      failure: null,
      givenUpAt: null,
    });
  }

  /** What waits, the next to be sent first, and what was given up lately. */
  list(): Promise<readonly ParcelSummary[]> {
    return this.storage.sql<ParcelSummary>(LIST, [MAX_LISTED]);
  }

  /** How much waits. */
  async backlog(): Promise<Backlog> {
    const [row] = await this.storage.sql<Backlog>(BACKLOG, []);
    return { count: row?.count ?? 0, oldestAt: row?.oldestAt ?? null };
  }

  /** Makes everything that waits due at once. Units: how many parcels that were not. */
  async retry(): Promise<number> {
    const now = this.clock();
    const parcels = await this.storage.write(({ sql }) => sql(RETRY, [now]));
    this.sendSoon();
    return parcels.length;
  }
}
