import { setTimeout as delay } from 'node:timers/promises';
import type { Job } from '../jobs/Job';
import type { ReportLoss } from '../log';
import { type LaneParts, WebhookLane } from './WebhookLane';

/** Units: webhooks that are sent events at the same time: a receiver that does not answer delays none of the others. */
const MAX_LANES = 200;
/** Units: milliseconds after which it is looked for due webhooks while others are sent events; and that sending may take when the process stops. */
const LOOK_MS = 1_000;
const STOP_MS = 5_000;

const DUE = `
  SELECT w."id" FROM "webhook" w JOIN "audit_tree" t ON t."id" = w."organizationId"
  WHERE w."disabledAt" IS NULL AND (w."takenUntil" IS NULL OR w."takenUntil" <= $1)
    AND ((w."logSequence" < t."size" AND (w."dueAt" IS NULL OR w."dueAt" <= $1))
      OR EXISTS (SELECT 1 FROM "webhook_redelivery" r WHERE r."webhookId" = w."id" AND r."dueAt" <= $1))
  ORDER BY COALESCE(w."dueAt", 0), w."id" LIMIT ${2 * MAX_LANES}`;

/** What the dispatcher works with. */
export interface DispatcherParts extends LaneParts {
  readonly reportLoss: ReportLoss;
}

/** Sends webhooks what waits for them: one event of each at a time, and many webhooks at once. Source: decision 121. */
export class Dispatcher implements Job {
  readonly name = 'send-webhooks';
  readonly everyMs = LOOK_MS;
  readonly isForOne = true;

  constructor(private readonly parts: DispatcherParts) {}

  async run(_now: number, stop: AbortSignal): Promise<void> {
    const lanes = new Map<string, Promise<void>>();
    const hurry = new AbortController();
    const end = (): void => void setTimeout(() => hurry.abort(), STOP_MS).unref();
    stop.addEventListener('abort', end, { once: true });
    try {
      do {
        if (!stop.aborted) await this.startLanes(lanes, new WebhookLane(this.parts, { stop, hurry: hurry.signal }));
        if (lanes.size > 0) await Promise.race([...lanes.values(), delay(LOOK_MS, undefined, { ref: false })]);
      } while (lanes.size > 0);
    } finally {
      stop.removeEventListener('abort', end);
    }
  }

  private async startLanes(lanes: Map<string, Promise<void>>, lane: WebhookLane): Promise<void> {
    const due = await this.parts.storage.sql<{ id: string }>(DUE, [this.parts.clock()]);
    for (const { id } of due) {
      if (lanes.size >= MAX_LANES) return;
      if (lanes.has(id)) continue;
      lanes.set(
        id,
        lane
          .run(id)
          .catch((error: unknown) =>
            this.parts.reportLoss('a webhook could not be sent its events', { webhook: id, err: error }),
          )
          .finally(() => lanes.delete(id)),
      );
    }
  }
}
