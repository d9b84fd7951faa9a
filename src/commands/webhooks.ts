import type { Command } from 'commander';
import { StartError } from '../errors';
import type { Mutated } from '../events/Changes';
import { instantText } from '../scalars/DateTime';
import type { Webhook } from '../webhooks/Webhook';
import { addWebhookDeliveries } from './addWebhookDeliveries';
import { describeWebhook } from './describeWebhook';
import { type OrganizationOptions, ofOrganization, operatorFor } from './operatorFor';
import { print, table } from './print';
import { NOTHING_SAID, refusalOf } from './refusalOf';
import type { Terminal } from './Terminal';
import { type Workbench, withServices } from './withServices';

interface CreateOptions extends OrganizationOptions {
  readonly type?: readonly string[];
  readonly description?: string;
}

interface UpdateOptions extends CreateOptions {
  readonly url?: string;
  readonly allTypes?: true;
  readonly enable?: true;
  readonly disable?: true;
}

/** `latchkey webhooks …` */
export function addWebhooksCommand(program: Command, terminal: Terminal): void {
  const webhooks = program.command('webhooks').description('Addresses that are sent what happens in an organization.');
  const ofOne = <Options>(
    name: string,
    what: string,
    run: (bench: Workbench, id: string, options: Options) => Promise<void>,
  ) =>
    ofOrganization(webhooks.command(name).description(what))
      .argument('<id>', 'which webhook')
      .action((id: string, options: Options) => withServices(terminal, (bench) => run(bench, id, options)));
  ofOrganization(webhooks.command('list').description('Lists the webhooks, the oldest first.')).action(
    (options: OrganizationOptions) => withServices(terminal, (bench) => list(bench, options)),
  );
  ofOrganization(webhooks.command('create').description('Makes a webhook, and prints its secret this once.'))
    .argument('<url>', 'where events are sent to: https://…')
    .option('--type <event...>', 'an event that it is sent, such as api_key.created; every event if left out')
    .option('--description <text>', 'what it is for')
    .action((url: string, options: CreateOptions) => withServices(terminal, (bench) => create(bench, url, options)));
  ofOne('update', 'Changes a webhook; what is left out stays.', update)
    .option('--url <url>', 'where events are sent to')
    .option('--type <event...>', 'an event that it is sent; it is sent no others')
    .option('--all-types', 'it is sent every event')
    .option('--description <text>', "what it is for; '' takes that away")
    .option('--enable', 'it is sent what has waited')
    .option('--disable', 'nothing is sent to it; its events wait');
  ofOne('delete', 'Deletes a webhook: nothing more is sent to it.', remove);
  ofOne('rotate', 'Gives a webhook another secret; both sign for a day.', rotate);
  ofOne('test', 'Has the server send a webhook a test.', test);
  addWebhookDeliveries(webhooks, terminal);
}

async function list(bench: Workbench, options: OrganizationOptions): Promise<void> {
  const rows = (await bench.services.webhooks.list(await operatorFor(bench, options))).map(describeWebhook);
  const lines = rows.map(({ id, state, types, url }) => [id, state, types?.join(', ') ?? 'all', url]);
  const text = rows.length === 0 ? 'There are no webhooks.' : table([['ID', 'STATE', 'EVENTS', 'URL'], ...lines]);
  print(bench.terminal, options.json, rows, text);
}

async function create(bench: Workbench, url: string, options: CreateOptions): Promise<void> {
  const { type: types, description, json } = options;
  const input = { url, types: types && [...types], description };
  const mutated = await bench.services.webhooks.createWebhook(await operatorFor(bench, options), input);
  const { webhook, secret } = resultOf(mutated);
  print(bench.terminal, json, { ...describeWebhook(webhook), secret }, `${webhook.id}\n${secret}`);
}

async function update(bench: Workbench, id: string, options: UpdateOptions): Promise<void> {
  const { url, type, allTypes, description, enable, disable, json } = options;
  if (enable && disable) throw new StartError('--enable and --disable: give one of them.', 2);
  if (type && allTypes) throw new StartError('--type and --all-types: give one of them.', 2);
  const wishes = {
    url,
    types: allTypes ? null : type && [...type],
    description,
    isEnabled: enable ? true : disable ? false : undefined,
  };
  if (Object.values(wishes).every((wish) => wish === undefined)) throw new StartError(NOTHING_SAID, 2);
  const operator = await operatorFor(bench, options);
  const webhook = resultOf(await bench.services.webhooks.updateWebhook(operator, { id, ...wishes }));
  const facts = describeWebhook(webhook);
  print(bench.terminal, json, facts, `Changed ${id}. It is ${facts.state}.`);
}

async function remove(bench: Workbench, id: string, options: OrganizationOptions): Promise<void> {
  resultOf(await bench.services.webhooks.deleteWebhook(await operatorFor(bench, options), id));
  print(bench.terminal, options.json, { id }, `Deleted ${id}.`);
}

async function rotate(bench: Workbench, id: string, options: OrganizationOptions): Promise<void> {
  const mutated = await bench.services.webhooks.rotateWebhookSecret(await operatorFor(bench, options), id);
  const { webhook, secret } = resultOf(mutated);
  const earlierSecretUntil = instantText(webhook.earlierSecretUntil ?? 0);
  const text = `${secret}\nThe earlier secret signs, too, until ${earlierSecretUntil}.`;
  print(bench.terminal, options.json, { id, secret, earlierSecretUntil }, text);
}

async function test(bench: Workbench, id: string, options: OrganizationOptions): Promise<void> {
  resultOf(await bench.services.webhooks.testWebhook(await operatorFor(bench, options), id));
  const text = `The server sends it a test. \`latchkey webhooks deliveries ${id}\` shows what came of it.`;
  print(bench.terminal, options.json, { id }, text);
}

/** Errors: a `StartError` that says why nothing was done. */
function resultOf<T extends string | Webhook | object>({ result, userErrors }: Mutated<T>): T {
  if (result === null) throw refusalOf(userErrors);
  return result;
}
