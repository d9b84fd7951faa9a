import { DAY_MS } from '../../src/clock';
import { describeOnEachEngine } from '../support/engines';
import { runJob } from '../support/runJob';
import { sealAll } from '../support/sealAll';
import { type AnswerEvent, answerWith, TAKE, verifiedEvent, WebhookReceiver } from '../support/WebhookReceiver';
import { waitUntil } from '../support/waitUntil';
import { createWebhook, sendAll, testWebhook, updateWebhook, webhooksWithDeliveries } from '../support/webhooks';
import { NOW, sharedWorld } from '../support/world';

const MINUTE_MS = 60_000;

describeOnEachEngine('what a webhook is sent', (engine) => {
  const world = sharedWorld(engine, { WEBHOOK_PRIVATE_TARGETS: 'on' });

  /** Takes an event, which takes a moment: deliveries of one instant have no order. */
  const take: AnswerEvent = (answer, received) => {
    world().now += 1;
    TAKE(answer, received);
  };

  const isFirstUseTold = async (id: string): Promise<boolean> =>
    (await world().rows(`SELECT 1 FROM "audit_event" WHERE "targetId" = $1 AND "type" = 'api_key.first_used'`, [id]))
      .length > 0;

  const withWebhook = async (wishes: object = {}) => {
    const [acme, receiver] = [await world().organization(), await WebhookReceiver.listen()];
    const asker = world().as(acme.key);
    await asker.run('{ viewer { kind } }');
    await waitUntil('the first use of the key is told', () => isFirstUseTold(acme.key.id));
    await sealAll(world()); // What happened before is no event of the webhook.
    receiver.behaviour = take;
    const { webhook, secret } = await createWebhook(asker, { url: receiver.url, ...wishes });
    return { acme, receiver, asker, id: webhook.id as string, secret: secret as string };
  };

  it('is every event from then on, once, in the order of the log, numbered and signed', async () => {
    const { acme, receiver, secret } = await withWebhook();
    world().now += 1; // Events of one instant have no order.
    const key = await world().key(acme, { name: 'Import' });
    world().now += 1;
    await world().process(acme, 'Invoices');
    await sendAll(world());
    await sendAll(world());
    expect(receiver.types).toEqual(['webhook.created', 'api_key.created', 'process.created']);
    expect(receiver.received.map(({ body }) => body.sequence)).toEqual([1, 2, 3]);
    const [, event] = receiver.received;
    expect(verifiedEvent(secret, event)).toMatchObject({
      specversion: '1.0',
      id: event?.headers['webhook-id'],
      source: `${world().url}/organizations/${acme.id}`,
      type: 'latchkey.api_key.created',
      subject: `ApiKey/${key.id}`,
      time: new Date(NOW + 1).toISOString(),
      datacontenttype: 'application/json',
      auditsequence: expect.any(Number),
      data: { severity: 'NOTICE', outcome: 'SUCCESS', summary: 'The operator created the API key Import' },
    });
    expect(JSON.stringify(event)).not.toContain(key.pass);
  });

  it('is only the types that it asks for, without gaps in its numbers', async () => {
    const { acme, receiver } = await withWebhook({ types: ['api_key.created'] });
    await world().key(acme);
    await world().process(acme);
    await world().key(acme);
    await sendAll(world());
    expect(receiver.types).toEqual(['api_key.created', 'api_key.created']);
    expect(receiver.received.map(({ body }) => body.sequence)).toEqual([1, 2]);
  });

  it('is tried again with the same id, and nothing overtakes it', async () => {
    const { acme, receiver, asker } = await withWebhook({ types: ['api_key.created'] });
    await world().key(acme, { name: 'First' });
    world().now += 1;
    await world().key(acme, { name: 'Second' });
    world().now = NOW;
    receiver.behaviour = answerWith(500, {}, 'broken');
    await sendAll(world());
    const [failing] = await webhooksWithDeliveries(asker);
    expect(failing).toMatchObject({
      state: 'FAILING',
      failingSince: new Date(NOW).toISOString(),
      deliveries: [{ attempt: 1, sequence: 1, status: 500, outcome: 'FAILED', responseBody: 'broken' }],
    });
    const waitMs = Date.parse(failing.deliveries[0].nextAttemptAt) - NOW;
    expect(waitMs).toBeGreaterThanOrEqual(4_000);
    expect(waitMs).toBeLessThanOrEqual(6_000);
    await sendAll(world());
    expect(receiver.received).toHaveLength(1);
    world().now += 6_000;
    receiver.behaviour = take;
    await sendAll(world());
    const [first, again, second] = receiver.received;
    expect(again?.raw).toBe(first?.raw);
    expect(again?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(second?.body).toMatchObject({ sequence: 2, data: { target: { name: 'Second' } } });
    expect(await webhooksWithDeliveries(asker)).toMatchObject([
      {
        state: 'ACTIVE',
        failingSince: null,
        deliveries: [{ sequence: 2 }, { sequence: 1, attempt: 2 }, { attempt: 1 }],
      },
    ]);
  });

  it('waits for as long as a busy receiver asks', async () => {
    const { receiver, asker } = await withWebhook();
    receiver.behaviour = answerWith(503, { 'retry-after': '600' });
    await sendAll(world());
    const [{ deliveries }] = await webhooksWithDeliveries(asker);
    expect(deliveries[0].nextAttemptAt).toBe(new Date(NOW + 10 * MINUTE_MS).toISOString());
  });

  it('is given up after the eighth pause, and its number with it', async () => {
    const { acme, receiver, asker } = await withWebhook({ types: ['api_key.created'] });
    await world().key(acme);
    receiver.behaviour = answerWith(400);
    for (let attempt = 1; attempt <= 9; attempt += 1) {
      await sendAll(world());
      world().now += 1.2 * DAY_MS * (attempt < 8 ? 0.42 : 1);
    }
    receiver.behaviour = take;
    await world().key(acme);
    await sendAll(world());
    const [{ deliveries, state }] = await webhooksWithDeliveries(asker);
    expect(deliveries.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
      ...['DELIVERED', 'GIVEN_UP'],
      ...Array(8).fill('FAILED'),
    ]);
    expect([state, receiver.received.at(-1)?.body.sequence]).toEqual(['ACTIVE', 2]);
  });

  it('is nothing any more once the receiver is gone, or failed for five days', async () => {
    const { receiver, asker, id } = await withWebhook();
    receiver.behaviour = answerWith(410);
    await sendAll(world());
    expect(await webhooksWithDeliveries(asker)).toMatchObject([{ state: 'DISABLED', deliveries: [{ status: 410 }] }]);
    world().now += DAY_MS;
    await sendAll(world());
    expect(receiver.received).toHaveLength(1);
    receiver.behaviour = take;
    expect(await updateWebhook(asker, { id, isEnabled: true })).toMatchObject({
      webhook: { state: 'ACTIVE' },
      userErrors: [],
    });
    await sendAll(world());
    expect(receiver.types).toEqual(['webhook.created', 'webhook.created', 'webhook.disabled', 'webhook.updated']);
    receiver.behaviour = answerWith(500);
    await testWebhook(asker, id);
    for (let days = 0; days <= 6; days += 1) {
      await sendAll(world());
      world().now += DAY_MS;
    }
    expect(await webhooksWithDeliveries(asker)).toMatchObject([{ state: 'DISABLED' }]);
  });

  it('is sent once, however many servers send', async () => {
    const { acme, receiver } = await withWebhook({ types: ['api_key.created'] });
    const second = await world().secondServer();
    for (let count = 0; count < 10; count += 1) {
      world().now += 1;
      await world().key(acme);
    }
    second.now = world().now;
    await sealAll(world());
    await Promise.all([runJob(world(), 'send-webhooks'), runJob(second, 'send-webhooks')]);
    await sendAll(world());
    expect(receiver.received.map(({ body }) => body.sequence)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('is written down, whatever the receiver answers', async () => {
    const { receiver, asker } = await withWebhook();
    receiver.behaviour = answerWith(500, {}, 'a\0b\ud800');
    await sendAll(world());
    expect(await webhooksWithDeliveries(asker)).toMatchObject([
      { deliveries: [{ status: 500, responseBody: 'a\ufffdb\ufffd' }] },
    ]);
  });

  it('is tried at once where its webhook gets another address', async () => {
    const { receiver, asker, id } = await withWebhook();
    const other = await WebhookReceiver.listen();
    receiver.behaviour = answerWith(500);
    await sendAll(world());
    await updateWebhook(asker, { id, url: other.url });
    await sendAll(world());
    expect(other.types.slice(0, 2)).toEqual(['webhook.created', 'webhook.updated']);
  });
});
