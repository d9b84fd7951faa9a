import { DAY_MS } from '../../src/clock';
import { describeOnEachEngine } from '../support/engines';
import { sealAll } from '../support/sealAll';
import { verifiedEvent, WebhookReceiver } from '../support/WebhookReceiver';
import { createWebhook, NO_WEBHOOK, rotateWebhookSecret, sendAll } from '../support/webhooks';
import { NOW, sharedWorld } from '../support/world';

describeOnEachEngine('rotateWebhookSecret', (engine) => {
  const world = sharedWorld(engine, { WEBHOOK_PRIVATE_TARGETS: 'on' });

  it('has both secrets sign for a day, and then the new one alone', async () => {
    const [acme, receiver] = [await world().organization(), await WebhookReceiver.listen()];
    const asker = world().as(acme.key);
    await sealAll(world());
    const { webhook, secret } = await createWebhook(asker, { url: receiver.url, types: ['api_key.created'] });
    const first = await rotateWebhookSecret(asker, webhook.id);
    expect(first).toMatchObject({ earlierSecretUntil: new Date(NOW + DAY_MS).toISOString(), userErrors: [] });
    const second = await rotateWebhookSecret(asker, webhook.id);
    const secrets = [second.secret, first.secret, secret];
    const verify = (index: number) => secrets.map((each) => verifiedEvent(each, receiver.received[index]) !== null);
    await world().key(acme);
    await sendAll(world());
    expect(verify(0)).toEqual([true, true, false]);
    world().now += DAY_MS;
    await world().key(acme);
    await sendAll(world());
    expect(verify(1)).toEqual([true, false, false]);
  });

  it('gives nobody the secret of a webhook of others', async () => {
    const [acme, other] = [await world().organization(), await world().organization()];
    const { webhook } = await createWebhook(world().as(acme.key), { url: 'https://receiver.example/' });
    const refused = await rotateWebhookSecret(world().as(other.key), webhook.id);
    expect(refused).toEqual({ webhook: null, secret: null, earlierSecretUntil: null, userErrors: [NO_WEBHOOK] });
  });
});
