import { createHash } from 'node:crypto';
import type { Origin, SecretUse } from '../access/Caller';
import type { Clock } from '../clock';
import type { Job } from '../jobs/Job';
import type { ReportLoss } from '../log';
import { Remembered } from '../Remembered';
import type { Storage, Transaction } from '../storage/Storage';
import type { SecretUser } from './SecretUser';
import { WriteBehind } from './WriteBehind';
import type { SecretColumns, WorkingSecret } from './workingSecrets';

/** Units: users of one secret that are kept, the newest. */
export const MAX_USERS_OF_SECRET = 50;
/** Units: milliseconds by which `lastSeenAt` may lag. */
const LAST_SEEN_LAG_MS = 60_000;
/** Units: users that are remembered, and those that wait to be written; others are noted with a later request. */
const MAX_REMEMBERED = 10_000;
const MAX_WAITING = 1_000;
/** Units: characters. */
const MAX_TEXT = 200;

const WRITE = `
  INSERT INTO "api_key_secret_user" ("id", "apiKeyId", "secretNumber", "address", "userAgent", "operation", "lastSeenAt")
  VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT ("id") DO UPDATE SET "lastSeenAt" = CASE WHEN "api_key_secret_user"."lastSeenAt" > excluded."lastSeenAt"
    THEN "api_key_secret_user"."lastSeenAt" ELSE excluded."lastSeenAt" END`;
const FORGET_OLDEST = `
  DELETE FROM "api_key_secret_user" WHERE "apiKeyId" = $1 AND "secretNumber" = $2 AND "id" NOT IN (
    SELECT "id" FROM "api_key_secret_user" WHERE "apiKeyId" = $1 AND "secretNumber" = $2
    ORDER BY "lastSeenAt" DESC, "id"
    LIMIT ${MAX_USERS_OF_SECRET})`;

type WaitingUser = Omit<SecretUser, 'id'>;

/**
 * Remembers who still uses secrets that rotations replace. A job of each process writes it down a moment later. Requests with
 * any other secret pay nothing. Source: decision 089.
 */
export class SecretUsers implements Job {
  readonly name = 'write-secret-users';
  readonly everyMs = 1_000;
  readonly isForOne = false;
  private readonly remembered = new Remembered<string, number>(MAX_REMEMBERED);
  private readonly waiting: WriteBehind<WaitingUser>;

  constructor(
    storage: Storage,
    private readonly clock: Clock,
    reportLoss: ReportLoss,
  ) {
    this.waiting = new WriteBehind({
      maxWaiting: MAX_WAITING,
      maxRows: MAX_WAITING,
      write: (users) => storage.write((transaction) => writeUsers(transaction, users)),
      failed: (err, userCount) =>
        reportLoss('who uses secrets that are being replaced could not be written down yet', { err, userCount }),
    });
  }

  /** What notes the uses of a secret that a rotation replaces; undefined for every other. */
  noterOf(
    row: SecretColumns & { readonly id: string },
    { number, state }: WorkingSecret,
    { address }: Origin,
  ): ((use: SecretUse) => void) | undefined {
    const isReplaced = state === 'RETIRING' || (state === 'CURRENT' && row.otherState === 'PENDING');
    if (!isReplaced) return undefined;
    return ({ userAgent, operation }) =>
      this.note({
        apiKeyId: row.id,
        secretNumber: number,
        address,
        userAgent: bounded(userAgent),
        operation: bounded(operation),
        lastSeenAt: this.clock(),
      });
  }

  run(): Promise<void> {
    return this.flush();
  }

  /** Writes down what waits, and resolves when it is written, or its loss was reported. */
  flush(): Promise<void> {
    return this.waiting.flush();
  }

  private note(user: WaitingUser): void {
    const { lastSeenAt } = user;
    const name = nameOf(user);
    if (lastSeenAt - (this.remembered.get(name) ?? Number.NEGATIVE_INFINITY) < LAST_SEEN_LAG_MS) return;
    // Without room it is not remembered: the next request tries again.
    if (this.waiting.add(name, user)) this.remembered.keep(name, lastSeenAt);
  }
}

async function writeUsers({ sql }: Transaction, users: readonly WaitingUser[]): Promise<void> {
  for (const user of users) {
    const { apiKeyId, secretNumber, address, userAgent, operation, lastSeenAt } = user;
    const id = createHash('sha256').update(nameOf(user)).digest('hex');
    await sql(WRITE, [id, apiKeyId, secretNumber, address, userAgent, operation, lastSeenAt]);
  }
  const secrets = new Map(users.map((user) => [`${user.apiKeyId} ${user.secretNumber}`, user]));
  for (const { apiKeyId, secretNumber } of secrets.values()) await sql(FORGET_OLDEST, [apiKeyId, secretNumber]);
}

function nameOf({ apiKeyId, secretNumber, address, userAgent, operation }: WaitingUser): string {
  return JSON.stringify([apiKeyId, secretNumber, address, userAgent, operation]);
}

function bounded(text: string | null): string | null {
  return text === null ? null : text.slice(0, MAX_TEXT);
}
