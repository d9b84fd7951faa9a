import type { Caller } from '../access/Caller';
import type { Clock } from '../clock';
import { badInput, UserErrorCode } from '../errors';
import { type Changes, type Mutated, refused } from '../events/Changes';
import { UserError } from '../events/UserError';
import { firstIdAt, newId } from '../id';
import type { ConnectionArgs } from '../lists/ConnectionArgs';
import type { Lists } from '../lists/Lists';
import type { Page } from '../lists/Page';
import { insertRow } from '../storage/insertRow';
import type { KeysetOrder } from '../storage/KeysetOrder';
import type { RunSql, Storage } from '../storage/Storage';
import type { RedeliverWebhookInput } from './inputs';
import type { Webhook } from './Webhook';
import { DELIVERY_COLUMNS, type DeliveryOutcome, type WebhookDelivery } from './WebhookDelivery';
import { behind } from './WebhookRedelivery';
import { wantedWebhook, webhookById } from './webhookRows';
import { webhookTarget } from './webhookTarget';

/** Units: requests to send again that wait, of one webhook. */
const MAX_REDELIVERIES = 20;

const EVENT_OF = 'SELECT "eventId" FROM "webhook_delivery" WHERE "webhookId" = $1 AND "id" = $2';
const COUNT = `
  SELECT COUNT(DISTINCT "eventId") AS "count" FROM "webhook_delivery"
  WHERE "webhookId" = $1 AND "eventId" >= $2 AND "eventId" < $3`;
const WAITING = 'SELECT "id" FROM "webhook_redelivery" WHERE "webhookId" = $1';

const NEWEST_FIRST: KeysetOrder<WebhookDelivery> = {
  column: '"id"',
  id: '"id"',
  direction: 'DESC',
  positionOf: ({ id }) => [id, id],
};

/** Events from one id up to another. */
type EventRange = readonly [from: string, before: string];

/** What is sent again. */
export interface Redelivered {
  readonly webhook: Webhook;
  readonly eventCount: number;
}

/** What was sent to webhooks, and what is to be sent again. */
export class WebhookDeliveries {
  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    private readonly changes: Changes,
    private readonly lists: Lists,
  ) {}

  /** What was sent to a webhook, the newest first. */
  list(
    caller: Caller,
    { id, organizationId }: Webhook,
    args: ConnectionArgs,
    outcome: DeliveryOutcome | null | undefined,
  ): Promise<Page<WebhookDelivery>> {
    const name = { list: `WebhookDelivery ${id}`, order: 'AT_DESC', organizationId };
    const ofOutcome = outcome == null ? [] : [{ sql: '"outcome" = ?', values: [outcome], isFilter: true as const }];
    const where = [{ sql: '"webhookId" = ?', values: [id] }, ...ofOutcome];
    const source = { select: DELIVERY_COLUMNS, from: '"webhook_delivery"', where };
    return this.lists.page(caller, { name, source, order: NEWEST_FIRST }, args);
  }

  /** How many events of a time would be sent again; null where the caller may see no such webhook. */
  async countOf(caller: Caller, id: string, since: number, until: number): Promise<number | null> {
    const { sql } = this.storage;
    if (!(await webhookById(sql, caller, id))) return null;
    return countIn(sql, id, [firstIdAt(since), firstIdAt(until)]);
  }

  /**
   * Has events be sent again that were sent before: that of one delivery, or those of a time. They keep their ids and numbers.
   * Errors: `BAD_USER_INPUT` where the input names neither, or both.
   */
  redeliver(caller: Caller, input: RedeliverWebhookInput): Promise<Mutated<Redelivered>> {
    const { id, deliveryId, since, until } = input;
    const isOfTime = since != null && until != null;
    if (isOfTime === (deliveryId != null)) throw badInput('Give a delivery, or both ends of a time.', ['input']);
    return this.changes.toOne<Redelivered, Webhook>(
      caller,
      'webhook.redelivered',
      wantedWebhook(caller, id),
      async ({ sql }, webhook) => {
        const target = webhookTarget(webhook);
        const range = isOfTime
          ? ([firstIdAt(since), firstIdAt(until)] as const)
          : await this.rangeOf(sql, id, deliveryId ?? '');
        if (range === null) {
          return refused(target, new UserError(UserErrorCode.NOT_FOUND, 'There is no such delivery.', ['deliveryId']));
        }
        const fault = await this.faultOf(sql, webhook);
        if (fault !== null) return refused(target, fault);
        const eventCount = await countIn(sql, id, range);
        const result = { webhook, eventCount };
        if (eventCount === 0) return { unchanged: result };
        const now = this.clock();
        const [fromEventId, beforeEventId] = range;
        const row = { id: newId(now), webhookId: id, fromEventId, beforeEventId, tries: 0, dueAt: now };
        await insertRow(sql, 'webhook_redelivery', row);
        return { target, result, after: { eventCount } };
      },
    );
  }

  private async rangeOf(sql: RunSql, id: string, deliveryId: string): Promise<EventRange | null> {
    const [delivery] = await sql<{ eventId: string }>(EVENT_OF, [id, deliveryId]);
    return delivery ? [delivery.eventId, behind(delivery.eventId)] : null;
  }

  private async faultOf(sql: RunSql, { id, disabledAt }: Webhook): Promise<UserError | null> {
    if (disabledAt !== null) {
      return new UserError(UserErrorCode.INVALID, 'The webhook is disabled: enable it first.', ['id']);
    }
    const waiting = await sql(WAITING, [id]);
    if (waiting.length < MAX_REDELIVERIES) return null;
    return new UserError(UserErrorCode.LIMIT_REACHED, 'Too much waits to be sent again already.', []);
  }
}

async function countIn(sql: RunSql, id: string, [from, before]: EventRange): Promise<number> {
  const [row] = await sql<{ count: number }>(COUNT, [id, from, before]);
  return Number(row?.count ?? 0);
}
