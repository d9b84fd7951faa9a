import type { Check } from '../checks/Check';
import { type Finding, fine, notLookedAt, warning } from '../checks/Finding';
import type { RunSql } from '../storage/Storage';
import { MailSeal } from './MailSeal';

/** Units: milliseconds that a parcel may be overdue while a server sends. */
const PATIENCE_MS = 5 * 60_000;
/** Units: letters that are opened at most. */
const MAX_OPENED = 1_000;

const WAITING = `
  SELECT COUNT(*) AS "count", MIN("createdAt") AS "oldestAt", MIN("dueAt") AS "dueAt",
    SUM(CASE WHEN "tries" > 0 THEN 1 ELSE 0 END) AS "failingCount"
  FROM "outbox_parcel" WHERE "givenUpAt" IS NULL`;
const LAST_FAILURE = `
  SELECT "failure" FROM "outbox_parcel" WHERE "givenUpAt" IS NULL AND "failure" IS NOT NULL
  ORDER BY "dueAt" DESC, "id" LIMIT 1`;
const LETTERS = `
  SELECT "id", "sealedContent" FROM "outbox_parcel"
  WHERE "givenUpAt" IS NULL AND "kind" = 'MAIL' AND "sealedContent" IS NOT NULL ORDER BY "dueAt", "id" LIMIT $1`;

interface Waiting {
  readonly count: number;
  readonly oldestAt: number | null;
  readonly dueAt: number | null;
  readonly failingCount: number | null;
}

/** What waits to be sent, and whether it can be opened. */
export const outboxChecks: readonly Check[] = [
  {
    group: 'outbox',
    name: 'parcels',
    look: async ({ sql, config, now }) => {
      const [waiting] = await sql<Waiting>(WAITING, []);
      if (!waiting || Number(waiting.count) === 0) return fine('parcels', 'Nothing waits to be sent.');
      return judge(waiting, await lastFailure(sql), config.mail !== null, now);
    },
  },
  {
    group: 'secrets',
    name: 'letters',
    look: async ({ sql, config: { previousSecrets }, secret }) => {
      if (secret === null) return notLookedAt('letters', 'there is no master secret.');
      const seal = new MailSeal(secret, previousSecrets);
      const letters = await sql<{ id: string; sealedContent: string }>(LETTERS, [MAX_OPENED]);
      const lostCount = letters.filter(({ id, sealedContent }) => seal.open(id, sealedContent) === null).length;
      if (lostCount === 0) return fine('letters', 'Each letter that waits can be opened.');
      const sentence = `${lostCount} of ${letters.length} letters that wait cannot be opened with the secrets that are set.`;
      return warning('letters', sentence, 'Set LATCHKEY_SECRET to the secret that sealed them, or invite again.');
    },
  },
];

function judge(
  { count, oldestAt, dueAt, failingCount }: Waiting,
  failure: string,
  hasMail: boolean,
  now: number,
): Finding {
  const since = new Date(Number(oldestAt)).toISOString();
  const parcels = `${count} ${Number(count) === 1 ? 'parcel waits' : 'parcels wait'}, the oldest since ${since}`;
  if (Number(failingCount) > 0) {
    const sentence = `${parcels}; ${failingCount} could not be sent yet: ${failure}.`;
    return warning('parcels', sentence, 'Mend the way to the receiver, then run `latchkey outbox retry`.');
  }
  if (!hasMail) return warning('parcels', `${parcels}; no mail server is set.`, 'Set SMTP_URL and MAIL_FROM.');
  if (Number(dueAt) + PATIENCE_MS > now) return fine('parcels', `${parcels}.`);
  return warning('parcels', `${parcels}; no server sends them.`, 'Start a server that has SMTP_URL and MAIL_FROM.');
}

async function lastFailure(sql: RunSql): Promise<string> {
  const [row] = await sql<{ failure: string }>(LAST_FAILURE, []);
  return (row?.failure ?? 'unknown').replace(/\.$/, '');
}
