import { describeOnEachEngine } from '../support/engines';
import { sealAll } from '../support/sealAll';
import { WebhookReceiver } from '../support/WebhookReceiver';
import { createWebhook, deleteWebhook, NO_WEBHOOK, sendAll } from '../support/webhooks';
import { sharedWorld } from '../support/world';

describeOnEachEngine('deleteWebhook', (engine) => {
  const world = sharedWorld(engine, { WEBHOOK_PRIVATE_TARGETS: 'on' });

  it('deletes a webhook with its deliveries: nothing more is sent', async () => {
    const [acme, receiver] = [await world().organization(), await WebhookReceiver.listen()];
    const asker = world().as(acme.key);
    await sealAll(world());
    const { webhook } = await createWebhook(asker, { url: receiver.url, types: ['webhook.created'] });
    await sendAll(world());
    expect(receiver.types).toEqual(['webhook.created']);
    expect(await deleteWebhook(asker, webhook.id)).toEqual({ deletedWebhookId: webhook.id, userErrors: [] });
    await createWebhook(asker, { url: receiver.url, types: ['api_key.created'] });
    await sendAll(world());
    expect(receiver.received).toHaveLength(1);
    const left = await world().rows('SELECT 1 FROM "webhook_delivery" WHERE "webhookId" = $1', [webhook.id]);
    expect(left).toEqual([]);
    expect(await deleteWebhook(asker, webhook.id)).toEqual({ deletedWebhookId: null, userErrors: [NO_WEBHOOK] });
  });

  it('leaves the webhooks of others alone', async () => {
    const [acme, other] = [await world().organization(), await world().organization()];
    const { webhook } = await createWebhook(world().as(acme.key), { url: 'https://receiver.example/' });
    const refused = await deleteWebhook(world().as(other.key), webhook.id);
    expect(refused).toEqual({ deletedWebhookId: null, userErrors: [NO_WEBHOOK] });
  });
});
