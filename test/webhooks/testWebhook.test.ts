import { describeOnEachEngine } from '../support/engines';
import { sealAll } from '../support/sealAll';
import { WebhookReceiver } from '../support/WebhookReceiver';
import { createWebhook, NO_WEBHOOK, sendAll, testWebhook, updateWebhook } from '../support/webhooks';
import { sharedWorld } from '../support/world';

describeOnEachEngine('testWebhook', (engine) => {
  const world = sharedWorld(engine, { WEBHOOK_PRIVATE_TARGETS: 'on' });

  it('has one webhook be sent an event, whatever types it asks for', async () => {
    const [receiver, other] = [await WebhookReceiver.listen(), await WebhookReceiver.listen()];
    const asker = world().as((await world().organization()).key);
    await sealAll(world());
    const { webhook } = await createWebhook(asker, { url: receiver.url, types: ['api_key.created'] });
    await createWebhook(asker, { url: other.url, types: ['api_key.created', 'webhook.tested'] });
    expect(await testWebhook(asker, webhook.id)).toMatchObject({ webhook: { id: webhook.id }, userErrors: [] });
    await sendAll(world());
    expect([receiver.types, other.types]).toEqual([['webhook.tested'], []]);
  });

  it('sends nothing to a webhook that is disabled, or of others', async () => {
    const [acme, other] = [await world().organization(), await world().organization()];
    const asker = world().as(acme.key);
    const { webhook } = await createWebhook(asker, { url: 'https://receiver.example/' });
    await updateWebhook(asker, { id: webhook.id, isEnabled: false });
    expect((await testWebhook(asker, webhook.id)).userErrors).toMatchObject([
      { code: 'INVALID', path: ['input', 'id'] },
    ]);
    expect((await testWebhook(world().as(other.key), webhook.id)).userErrors).toEqual([NO_WEBHOOK]);
  });
});
