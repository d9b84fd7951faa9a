import { DAY_MS } from '../clock';
import type { Foundation } from '../Foundation';
import { Sweep } from '../jobs/Sweep';
import { Dispatcher } from './Dispatcher';
import { EventAttempts } from './EventAttempts';
import { eventSender } from './eventSender';
import { Settlement } from './Settlement';
import { Webhook } from './Webhook';
import { WebhookDeliveries } from './WebhookDeliveries';
import { WebhookDelivery } from './WebhookDelivery';
import { WebhookRedelivery } from './WebhookRedelivery';
import { OrganizationWebhookResolver, WebhookResolver } from './WebhookResolver';
import { WebhookSeal } from './WebhookSeal';
import { WebhookService } from './WebhookService';

/** Units: milliseconds for which it is known what was sent. */
const KEPT_MS = 30 * DAY_MS;

/** Sending the events of organizations to addresses of theirs. */
export const webhooksModule = {
  entities: [Webhook, WebhookDelivery, WebhookRedelivery],
  resolvers: [OrganizationWebhookResolver, WebhookResolver],
  make: (foundation: Foundation) => {
    const { storage, clock, changes, lists, secret, previousSecrets, webhooks: settings } = foundation;
    const seal = new WebhookSeal(secret, previousSecrets);
    const service = new WebhookService({ storage, clock, changes, seal, allowsPrivate: settings.allowsPrivate });
    const deliveries = new WebhookDeliveries(storage, clock, changes, lists);
    const attempts = new EventAttempts({ ...foundation, seal, send: eventSender(settings) });
    const settlement = new Settlement(storage, clock, changes, settings.timeoutMs);
    const dispatcher = new Dispatcher({ ...foundation, attempts, settlement });
    const rows = { table: 'webhook_delivery', column: 'at', outlastMs: KEPT_MS };
    return {
      services: { webhooks: service, webhookDeliveries: deliveries },
      resolvers: [new OrganizationWebhookResolver(service), new WebhookResolver(service, deliveries)],
      jobs: [dispatcher, new Sweep('sweep-webhook-deliveries', storage, rows)],
    };
  },
};
