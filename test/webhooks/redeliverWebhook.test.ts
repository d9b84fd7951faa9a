import { RedeliveryLine } from '../../src/webhooks/RedeliveryLine';
import { describeOnEachEngine } from '../support/engines';
import { sealAll } from '../support/sealAll';
import { answerWith, TAKE, WebhookReceiver } from '../support/WebhookReceiver';
import {
  createWebhook,
  NO_WEBHOOK,
  redeliverWebhook,
  sendAll,
  updateWebhook,
  webhooksWithDeliveries,
} from '../support/webhooks';
import { NOW, sharedWorld } from '../support/world';

const MINUTE_MS = 60_000;
const timeText = (instant: number): string => new Date(instant).toISOString();

describeOnEachEngine('redeliverWebhook', (engine) => {
  const world = sharedWorld(engine, { WEBHOOK_PRIVATE_TARGETS: 'on' });
  /** A webhook that was sent three events, a minute apart. */
  const sent = async () => {
    const [acme, receiver] = [await world().organization(), await WebhookReceiver.listen()];
    const asker = world().as(acme.key);
    await sealAll(world());
    const { webhook } = await createWebhook(asker, { url: receiver.url, types: ['api_key.created'] });
    for (let count = 0; count < 3; count += 1) {
      await world().key(acme);
      await sendAll(world());
      world().now += MINUTE_MS;
    }
    const [{ deliveries }] = await webhooksWithDeliveries(asker);
    const numbers = () => receiver.received.map(({ body }) => body.sequence);
    return { acme, receiver, asker, id: webhook.id as string, deliveries, numbers };
  };
  const countOf = async (
    asker: Awaited<ReturnType<typeof sent>>['asker'],
    id: string,
    since: number,
    until: number,
  ) => {
    const { body } = await asker.run(
      'query ($id: ID!, $since: DateTime!, $until: DateTime!) { webhookRedeliveryCount(id: $id, since: $since, until: $until) }',
      { id, since: timeText(since), until: timeText(until) },
    );
    return body.data.webhookRedeliveryCount;
  };

  it('sends the event of one delivery again, with its id and its number', async () => {
    const { receiver, asker, id, deliveries, numbers } = await sent();
    expect(await redeliverWebhook(asker, { id, deliveryId: deliveries[1].id })).toMatchObject({ eventCount: 1 });
    await sendAll(world());
    expect(numbers()).toEqual([1, 2, 3, 2]);
    expect(receiver.received[3]?.headers['webhook-id']).toBe(receiver.received[1]?.headers['webhook-id']);
    const [{ deliveries: newest }] = await webhooksWithDeliveries(asker);
    expect(newest[0]).toMatchObject({ eventId: deliveries[1].eventId, attempt: 2, outcome: 'DELIVERED' });
  });

  it('sends the events of a time again, as many as were counted before', async () => {
    const { asker, id, numbers } = await sent();
    const [since, until] = [NOW, NOW + 2 * MINUTE_MS];
    expect(await countOf(asker, id, since, until)).toBe(2);
    const input = { id, since: timeText(since), until: timeText(until) };
    expect(await redeliverWebhook(asker, input)).toMatchObject({ eventCount: 2, userErrors: [] });
    await sendAll(world());
    expect(numbers()).toEqual([1, 2, 3, 1, 2]);
    await sendAll(world());
    expect(numbers()).toHaveLength(5);
  });

  it('tries again what fails, and lets the events of the log pass', async () => {
    const { acme, receiver, asker, id, deliveries, numbers } = await sent();
    await redeliverWebhook(asker, { id, deliveryId: deliveries[2].id });
    receiver.behaviour = answerWith(500);
    await sendAll(world());
    receiver.behaviour = TAKE;
    await world().key(acme);
    await sendAll(world());
    expect(numbers()).toEqual([1, 2, 3, 1, 4]);
    world().now += MINUTE_MS;
    await sendAll(world());
    expect(numbers()).toEqual([1, 2, 3, 1, 4, 1]);
  });

  it('counts a try once, though the write that notes it runs again', async () => {
    const { receiver, asker, id, deliveries } = await sent();
    await redeliverWebhook(asker, { id, deliveryId: deliveries[2].id });
    receiver.behaviour = answerWith(500);
    const { step } = RedeliveryLine.prototype;
    const again = jest.spyOn(RedeliveryLine.prototype, 'step').mockImplementation(async function (
      this: RedeliveryLine,
      ...given
    ) {
      await step.apply(this, given);
      return step.apply(this, given);
    });
    await sendAll(world());
    again.mockRestore();
    const waiting = () =>
      world().rows<{ tries: number }>('SELECT "tries" FROM "webhook_redelivery" WHERE "webhookId" = $1', [id]);
    expect(await waiting()).toMatchObject([{ tries: 1 }]);
    world().now += MINUTE_MS;
    await sendAll(world());
    expect(await waiting()).toMatchObject([{ tries: 2 }]);
    const [{ deliveries: newest }] = await webhooksWithDeliveries(asker);
    const waitMs = Date.parse(newest[0].nextAttemptAt) - world().now;
    expect([newest[0].attempt, waitMs >= 0.8 * MINUTE_MS, waitMs <= 1.2 * MINUTE_MS]).toEqual([3, true, true]);
  });

  it('refuses what is not there, and a webhook that is disabled', async () => {
    const { asker, id, deliveries } = await sent();
    const other = world().as((await world().organization()).key);
    expect((await redeliverWebhook(other, { id, deliveryId: deliveries[0].id })).userErrors).toEqual([NO_WEBHOOK]);
    expect(await countOf(other, id, NOW, NOW + MINUTE_MS)).toBeNull();
    const unknown = await redeliverWebhook(asker, { id, deliveryId: id });
    expect(unknown.userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['input', 'deliveryId'] }]);
    const time = { since: timeText(NOW - MINUTE_MS), until: timeText(NOW) };
    expect(await redeliverWebhook(asker, { id, ...time })).toMatchObject({ eventCount: 0, userErrors: [] });
    await updateWebhook(asker, { id, isEnabled: false });
    const disabled = await redeliverWebhook(asker, { id, deliveryId: deliveries[0].id });
    expect(disabled.userErrors).toMatchObject([{ code: 'INVALID', path: ['input', 'id'] }]);
  });

  it('asks for a delivery or for a time, and not for both', async () => {
    const { asker, id, deliveries } = await sent();
    const time = { since: timeText(NOW), until: timeText(NOW + 1) };
    for (const wrong of [{}, { since: time.since }, { ...time, deliveryId: deliveries[0].id }]) {
      const answer = await redeliverWebhook(asker, { id, ...wrong });
      expect(answer.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    }
  });
});
