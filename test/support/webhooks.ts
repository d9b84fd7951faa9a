import { runJob } from './runJob';
import { sealAll } from './sealAll';
import { waitUntil } from './waitUntil';
import type { Answer, World } from './world';

/** Whoever asks. */
export interface Asker {
  run(query: string, variables?: Record<string, unknown>): Promise<Answer>;
}

const WEBHOOK = '{ id url types description state failingSince createdAt }';

/** What is told of a webhook that is not there, or is not the caller's. */
export const NO_WEBHOOK = { code: 'NOT_FOUND', path: ['input', 'id'], message: 'There is no such webhook.' };

/** Runs a mutation about webhooks. Shape: its payload. */
async function mutate(asker: Asker, name: string, input: object, fields: string) {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) { ${name}(input: $input) { ${fields} userErrors { code path message } } }`;
  const { body } = await asker.run(query, { input });
  return body.data?.[name] ?? body;
}

type Mutation<Input> = (asker: Asker, input: Input) => ReturnType<typeof mutate>;

const ofInput =
  (name: string, fields: string): Mutation<object> =>
  (asker, input) =>
    mutate(asker, name, input, fields);
const ofId =
  (name: string, fields: string): Mutation<string> =>
  (asker, id) =>
    mutate(asker, name, { id }, fields);

export const createWebhook = ofInput('createWebhook', `webhook ${WEBHOOK} secret`);
export const updateWebhook = ofInput('updateWebhook', `webhook ${WEBHOOK}`);
export const deleteWebhook = ofId('deleteWebhook', 'deletedWebhookId');
export const rotateWebhookSecret = ofId('rotateWebhookSecret', `webhook ${WEBHOOK} secret earlierSecretUntil`);
export const testWebhook = ofId('testWebhook', `webhook ${WEBHOOK}`);
export const redeliverWebhook = ofInput('redeliverWebhook', `webhook ${WEBHOOK} eventCount`);

/** The webhooks of whoever asks, with what was sent to each, the newest first. */
export async function webhooksWithDeliveries(asker: Asker) {
  const { body } = await asker.run(`{ organization { webhooks {
    id state failingSince types deliveries(first: 50) { edges { node {
      id eventId type sequence attempt at status outcome failure durationMs responseBody nextAttemptAt
    } } }
  } } }`);
  return body.data.organization.webhooks.map((webhook: { deliveries: { edges: { node: object }[] } }) => ({
    ...webhook,
    deliveries: webhook.deliveries.edges.map(({ node }) => node),
  }));
}

const TAKEN = 'SELECT 1 FROM "webhook" WHERE "takenUntil" IS NOT NULL AND "disabledAt" IS NULL';

/** Has a server seal its log, and send what is due, together with what it sends by itself. */
export async function sendAll(world: World): Promise<void> {
  await sealAll(world);
  for (let turn = 0; turn < 2; turn += 1) {
    await runJob(world, 'send-webhooks');
    await waitUntil('nothing is being sent', async () => (await world.rows(TAKEN)).length === 0);
  }
}
