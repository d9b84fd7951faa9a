import type { RunSql, Storage } from '../storage/Storage';
import type { DeliveryLine, LineStep, NumberedEvent } from './DeliveryLine';
import type { Webhook } from './Webhook';
import { waitingEvents } from './waitingEvents';
import { sizeOfLog } from './webhookRows';

const PASS = 'UPDATE "webhook" SET "logSequence" = $3 WHERE "id" = $1 AND "takenUntil" = $2';

/** The events of the audit log, from the place of a webhook on. */
export class LogLine implements DeliveryLine {
  constructor(private readonly storage: Storage) {}

  async next(webhook: Webhook): Promise<readonly NumberedEvent[]> {
    const { sql } = this.storage;
    const size = await sizeOfLog(sql, webhook.organizationId);
    for (let from = webhook.logSequence; from < size; ) {
      const { events, nextSequence } = await waitingEvents(sql, webhook, from, size);
      if (events.length > 0) return events.map((row, index) => numbered(row, index, webhook));
      from = nextSequence;
    }
    if (size > webhook.logSequence) await this.pass(webhook, size);
    return [];
  }

  async step(
    _sql: RunSql,
    _webhook: Webhook,
    { row, sequence, tries }: NumberedEvent,
    { isOver, nextAttemptAt }: LineStep,
  ): Promise<Partial<Webhook>> {
    if (!isOver) return { tries: tries + 1, dueAt: nextAttemptAt };
    return { logSequence: (row.sequence ?? 0) + 1, sequence: sequence + 1, tries: 0, dueAt: null };
  }

  /** Entries that it is not sent are not looked at again. */
  private async pass({ id, takenUntil }: Webhook, size: number): Promise<void> {
    await this.storage.write(({ sql }) => sql(PASS, [id, takenUntil, size]), 'READ_COMMITTED');
  }
}

function numbered(row: NumberedEvent['row'], index: number, { sequence, tries }: Webhook): NumberedEvent {
  const own = index === 0 ? tries : 0;
  return { row, sequence: sequence + index, attempts: own, tries: own };
}
