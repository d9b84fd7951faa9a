import type { Command } from 'commander';
import type { Caller } from '../access/Caller';
import { systemClock } from '../clock';
import { StartError } from '../errors';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../lists/pageSizeOf';
import { instantText } from '../scalars/DateTime';
import type { Webhook } from '../webhooks/Webhook';
import { DeliveryOutcome, type WebhookDelivery } from '../webhooks/WebhookDelivery';
import { instantOf } from './describeKey';
import { type OrganizationOptions, ofOrganization, operatorFor } from './operatorFor';
import { print, table } from './print';
import { countUpTo, readPast, wordOf, wordsOf } from './readWords';
import { refusalOf } from './refusalOf';
import type { Terminal } from './Terminal';
import { type Workbench, withServices } from './withServices';

interface ListOptions extends OrganizationOptions {
  readonly outcome?: DeliveryOutcome;
  readonly first?: number;
}

/** Units: epoch milliseconds. */
interface RedeliverOptions extends OrganizationOptions {
  readonly delivery?: string;
  readonly since?: number;
  readonly until?: number;
  readonly dryRun?: true;
}

const NO_WEBHOOK = 'There is no such webhook.';

/** `latchkey webhooks deliveries` and `latchkey webhooks redeliver` */
export function addWebhookDeliveries(webhooks: Command, terminal: Terminal): void {
  ofOrganization(
    webhooks.command('deliveries').description('Lists what was sent in the last 30 days, the newest first.'),
  )
    .argument('<id>', 'which webhook')
    .option('--outcome <word>', `only those of this outcome: ${wordsOf(DeliveryOutcome)}`, wordOf(DeliveryOutcome))
    .option(
      '--first <count>',
      `how many, up to ${MAX_PAGE_SIZE} (default: ${DEFAULT_PAGE_SIZE})`,
      countUpTo(MAX_PAGE_SIZE),
    )
    .action((id: string, options: ListOptions) => withServices(terminal, (bench) => list(bench, id, options)));
  ofOrganization(webhooks.command('redeliver').description('Has the server send events again that were sent before.'))
    .argument('<id>', 'which webhook')
    .option('--delivery <id>', 'the event of this delivery')
    .option('--since <when>', 'events from then on: an instant, or so many days ago: 2d', readPast)
    .option('--until <when>', 'events before then; otherwise until now', readPast)
    .option('--dry-run', 'only say how many there are')
    .action((id: string, options: RedeliverOptions) =>
      withServices(terminal, (bench) => redeliver(bench, id, options)),
    );
}

async function list(bench: Workbench, id: string, options: ListOptions): Promise<void> {
  const { outcome = null, first = null, json } = options;
  const operator = await operatorFor(bench, options);
  const webhook = await webhookOf(bench, operator, id);
  const { rows } = await bench.services.webhookDeliveries.list(operator, webhook, { first }, outcome);
  const facts = rows.map(describe);
  const lines = facts.map((each) => [
    ...[each.id, each.at, `${each.sequence}`, each.type, `${each.attempt}`, each.outcome],
    ...[`${each.status ?? each.failure}`, each.nextAttemptAt ?? ''],
  ]);
  const head = ['ID', 'SENT', 'NUMBER', 'EVENT', 'TRY', 'OUTCOME', 'ANSWER', 'NEXT TRY'];
  print(bench.terminal, json, facts, facts.length === 0 ? 'Nothing was sent.' : table([head, ...lines]));
}

async function redeliver(bench: Workbench, id: string, options: RedeliverOptions): Promise<void> {
  const { delivery: deliveryId, since, dryRun, json } = options;
  if ((deliveryId === undefined) === (since === undefined)) {
    throw new StartError('Give --delivery, or --since and maybe --until.', 2);
  }
  const operator = await operatorFor(bench, options);
  const until = since === undefined ? undefined : (options.until ?? systemClock());
  const { webhookDeliveries } = bench.services;
  if (dryRun) {
    const webhook = await webhookOf(bench, operator, id);
    const eventCount =
      since === undefined || until === undefined
        ? 1
        : await webhookDeliveries.countOf(operator, webhook.id, since, until);
    return print(bench.terminal, json, { id, eventCount }, `Would be sent again: ${eventCount}.`);
  }
  const { result, userErrors } = await webhookDeliveries.redeliver(operator, { id, deliveryId, since, until });
  if (!result) throw refusalOf(userErrors);
  const { eventCount } = result;
  print(bench.terminal, json, { id, eventCount }, `Sent again by the server: ${eventCount}.`);
}

async function webhookOf({ services }: Workbench, operator: Caller, id: string): Promise<Webhook> {
  const webhook = await services.webhooks.byId(operator, id);
  if (!webhook) throw new StartError(NO_WEBHOOK);
  return webhook;
}

function describe({ at, nextAttemptAt, ...delivery }: WebhookDelivery) {
  const { id, eventId, type, sequence, attempt, status, outcome, failure, durationMs, responseBody } = delivery;
  return {
    ...{ id, eventId, type, sequence, attempt, at: instantText(at), status, outcome, failure, durationMs },
    ...{ responseBody, nextAttemptAt: instantOf(nextAttemptAt) },
  };
}
