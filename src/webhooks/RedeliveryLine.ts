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
const STEP = 'UPDATE "webhook_redelivery" SET "fromEventId" = $2, "tries" = $3, "dueAt" = $4 WHERE "id" = $1';
const END = 'DELETE FROM "webhook_redelivery" WHERE "id" = $1';

/** Events that were sent before, and are to be sent again. An event that the log no longer has is left out. */
export class RedeliveryLine implements DeliveryLine {
  private tries: number;
  private fromEventId: string;

  constructor(
    private readonly storage: Storage,
    private readonly redelivery: WebhookRedelivery,
  ) {
    this.tries = redelivery.tries;
    this.fromEventId = redelivery.fromEventId;
  }

  async next({ id, organizationId }: Webhook): Promise<readonly NumberedEvent[]> {
    for (;;) {
      const sent = await this.storage.sql<{ eventId: string; sequence: number; attempts: number }>(SENT, [
        ...[id, this.fromEventId, this.redelivery.beforeEventId],
      ]);
      const last = sent.at(-1);
      if (!last) break;
      const rows = await this.rowsOf(
        organizationId,
        sent.map(({ eventId }) => eventId),
      );
      const events = sent.flatMap(({ eventId, sequence, attempts }) => {
        const row = rows.get(eventId);
        return row ? [{ row, sequence: Number(sequence), attempts: Number(attempts) }] : [];
      });
      if (events.length > 0) return events;
      this.fromEventId = behind(last.eventId);
    }
    await this.storage.write(({ sql }) => sql(END, [this.redelivery.id]), 'READ_COMMITTED');
    return [];
  }

  triesOf(): number {
    return this.tries;
  }

  async step(
    sql: RunSql,
    _webhook: Webhook,
    { row }: NumberedEvent,
    { isOver, nextAttemptAt }: LineStep,
  ): Promise<Partial<Webhook>> {
    const fromEventId = isOver ? behind(row.id) : row.id;
    const tries = isOver ? 0 : this.tries + 1;
    await sql(STEP, [this.redelivery.id, fromEventId, tries, nextAttemptAt ?? 0]);
    [this.fromEventId, this.tries] = [fromEventId, tries];
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
