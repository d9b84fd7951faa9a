import { LOGGED_COLUMNS, type LoggedRow } from '../auditEvents/LOGGED_COLUMNS';
import type { RunSql, Storage } from '../storage/Storage';
import { isOneOf, selectRows } from '../storage/select';
import type { DeliveryLine, LineStep, NumberedEvent } from './DeliveryLine';
import type { Webhook } from './Webhook';
import { behind, type WebhookRedelivery } from './WebhookRedelivery';

/** Units: events that are read at once. */
const MAX_READ = 20;

const SENT = `
  SELECT "eventId", MIN("sequence") AS "sequence", MAX("attempt") AS "attempts" FROM "webhook_delivery"
  WHERE "webhookId" = $1 AND "eventId" >= $2 AND "eventId" < $3 GROUP BY "eventId" ORDER BY "eventId" LIMIT ${MAX_READ}`;
const READ = 'SELECT * FROM "webhook_redelivery" WHERE "id" = $1';
const STEP = 'UPDATE "webhook_redelivery" SET "fromEventId" = $2, "tries" = $3, "dueAt" = $4 WHERE "id" = $1';
const END = 'DELETE FROM "webhook_redelivery" WHERE "id" = $1';

/** An event that was sent before. */
interface SentBefore {
  readonly eventId: string;
  readonly sequence: number;
  readonly attempts: number;
}

/** Events that were sent before, and are to be sent again. An event that the log no longer has is left out. */
export class RedeliveryLine implements DeliveryLine {
  constructor(
    private readonly storage: Storage,
    private readonly id: string,
  ) {}

  async next({ id, organizationId }: Webhook): Promise<readonly NumberedEvent[]> {
    const { sql } = this.storage;
    const [redelivery] = await sql<WebhookRedelivery>(READ, [this.id]);
    if (!redelivery) return [];
    for (let { fromEventId } = redelivery; ; ) {
      const sent = await sql<SentBefore>(SENT, [id, fromEventId, redelivery.beforeEventId]);
      const last = sent.at(-1);
      if (!last) break;
      const rows = await this.rowsOf(
        organizationId,
        sent.map(({ eventId }) => eventId),
      );
      const events = sent.flatMap(({ eventId, sequence, attempts }) => {
        const row = rows.get(eventId);
        const tries = eventId === redelivery.fromEventId ? redelivery.tries : 0;
        return row ? [{ row, sequence: Number(sequence), attempts: Number(attempts), tries }] : [];
      });
      if (events.length > 0) return events;
      fromEventId = behind(last.eventId);
    }
    await this.storage.write((transaction) => transaction.sql(END, [this.id]), 'READ_COMMITTED');
    return [];
  }

  async step(
    sql: RunSql,
    _webhook: Webhook,
    { row, tries }: NumberedEvent,
    { isOver, nextAttemptAt }: LineStep,
  ): Promise<Partial<Webhook>> {
    const [fromEventId, triesThen] = isOver ? [behind(row.id), 0] : [row.id, tries + 1];
    await sql(STEP, [this.id, fromEventId, triesThen, nextAttemptAt ?? 0]);
    return {};
  }

  private async rowsOf(organizationId: string, ids: readonly string[]): Promise<ReadonlyMap<string, LoggedRow>> {
    const where = [{ sql: '"organizationId" = ?', values: [organizationId] }, isOneOf('"id"', ids)];
    const rows = await selectRows<LoggedRow>(this.storage.sql, {
      select: LOGGED_COLUMNS,
      from: '"audit_event"',
      where,
    });
    return new Map(rows.map((row) => [row.id, row]));
  }
}
