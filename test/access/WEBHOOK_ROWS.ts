import { ANY, type MatrixRow } from './MatrixRow';
import { mutation, NO_ID, organization } from './matrixOperations';

const WEBHOOKS = [['workspace.admin.webhook:manage']] as const;
const via = ['workspace.admin.webhook:manage'] as const;
const FIELDS = ['id', 'url', 'types', 'description', 'state', 'failingSince', 'createdAt'];
const DELIVERY = [
  ...['id', 'eventId', 'type', 'sequence', 'attempt', 'at', 'status', 'outcome', 'failure', 'durationMs'],
  ...['responseBody', 'nextAttemptAt'],
];
/** What each mutation answers beside its errors. */
const PAYLOADS = {
  createWebhook: ['webhook', 'secret'],
  updateWebhook: ['webhook'],
  deleteWebhook: ['deletedWebhookId'],
  rotateWebhookSecret: ['webhook', 'secret', 'earlierSecretUntil'],
  testWebhook: ['webhook'],
  redeliverWebhook: ['webhook', 'eventCount'],
};
const INPUTS: Readonly<Record<string, string>> = {
  createWebhook: '{url: "http://receiver.example"}',
  redeliverWebhook: '{id: "00000000000000000000000000000000", deliveryId: "0"}',
};

const ofWebhooks = (field: string, selection: string): MatrixRow => ({
  field,
  operation: organization(`webhooks { ${selection} }`),
  isBehind: 'webhooks',
  needs: WEBHOOKS,
});
const deliveries = (selection: string): string => `deliveries { ${selection} }`;
const ofPage = (field: string, selection: string): MatrixRow => ({
  field,
  operation: organization(`webhooks { ${deliveries(selection)} }`),
  via,
  needs: ANY,
});
const call = (name: string, selection: string): string =>
  mutation(`${name}(input: ${INPUTS[name] ?? NO_ID}) { ${selection} }`);

/** What callers ask of webhooks. */
export const WEBHOOK_ROWS: readonly MatrixRow[] = [
  ofWebhooks('Organization.webhooks', '__typename'),
  ...FIELDS.map((field) => ofWebhooks(`Webhook.${field}`, field)),
  ofWebhooks('Webhook.deliveries', deliveries('__typename')),
  ...DELIVERY.map((field) => ofWebhooks(`WebhookDelivery.${field}`, deliveries(`edges { node { ${field} } }`))),
  ofPage('WebhookDeliveryConnection.edges', 'edges { __typename }'),
  ofPage('WebhookDeliveryConnection.pageInfo', 'pageInfo { __typename }'),
  ofPage('WebhookDeliveryConnection.totalCount', 'totalCount'),
  ofPage('WebhookDeliveryEdge.node', 'edges { node { __typename } }'),
  ofPage('WebhookDeliveryEdge.cursor', 'edges { cursor }'),
  {
    field: 'Query.webhookRedeliveryCount',
    operation:
      '{ webhookRedeliveryCount(id: "00000000000000000000000000000000", since: "2026-01-01T00:00:00Z", until: "2026-02-01T00:00:00Z") a: __typename }',
    needs: WEBHOOKS,
  },
  ...Object.entries(PAYLOADS).flatMap(([name, fields]): MatrixRow[] => [
    { field: `Mutation.${name}`, operation: call(name, '__typename'), needs: WEBHOOKS },
    ...[...fields, 'userErrors'].map((field) => ({
      field: `${name[0]?.toUpperCase()}${name.slice(1)}Payload.${field}`,
      operation: call(name, field === 'webhook' || field === 'userErrors' ? `${field} { __typename }` : field),
      via,
      needs: ANY,
    })),
  ]),
];
