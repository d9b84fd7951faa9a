import { describeOnEachEngine } from '../support/engines';
import { createWebhook } from '../support/webhooks';
import { NOW, sharedWorld } from '../support/world';

const MANAGE = 'workspace.admin.webhook:manage';
const URL_ = 'https://receiver.example/hook?token=hidden';
const LIST = '{ organization { webhooks { id url types description state } } }';

describeOnEachEngine('createWebhook', (engine) => {
  const world = sharedWorld(engine);
  const eventsOf = ({ id }: { id: string }) =>
    world().rows<{ outcome: string; targetName: string | null; changes: string }>(
      `SELECT "outcome", "targetName", "changes" FROM "audit_event" WHERE "organizationId" = $1 AND "type" = 'webhook.created'`,
      [id],
    );

  it('makes a webhook, and shows its secret this once', async () => {
    const acme = await world().organization();
    const asker = world().as(await world().key(acme, { scopes: [MANAGE] }));
    const input = { url: URL_, types: ['api_key.deleted', 'api_key.created'], description: ' To the SIEM ' };
    const { webhook, secret, userErrors } = await createWebhook(asker, input);
    const expected = {
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      url: URL_,
      types: ['api_key.created', 'api_key.deleted'],
      description: 'To the SIEM',
      state: 'ACTIVE',
    };
    expect(userErrors).toEqual([]);
    expect(webhook).toEqual({ ...expected, failingSince: null, createdAt: new Date(NOW).toISOString() });
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const { body } = await asker.run(LIST);
    expect(body.data.organization.webhooks).toEqual([expected]);
    const rows = await world().rows('SELECT * FROM "webhook" WHERE "organizationId" = $1', [acme.id]);
    expect(JSON.stringify(rows)).not.toContain(secret.slice('whsec_'.length));
  });

  it('leaves an event that tells nothing of the address but its host', async () => {
    const acme = await world().organization();
    await createWebhook(world().as(acme.key), { url: URL_ });
    const rows = await eventsOf(acme);
    expect(rows).toMatchObject([{ outcome: 'SUCCESS', targetName: 'receiver.example' }]);
    expect(JSON.stringify(rows)).not.toContain('hidden');
  });

  it.each<[string, object, string[]]>([
    ['an address of no page', { url: 'receiver.example' }, ['input', 'url']],
    ['an address without TLS', { url: 'http://receiver.example' }, ['input', 'url']],
    ['an address of a private network', { url: 'https://192.168.1.1/' }, ['input', 'url']],
    ['an event that is not there', { url: URL_, types: ['api_key.created', 'api_key.lost'] }, ['input', 'types']],
    ['no event at all', { url: URL_, types: [] }, ['input', 'types']],
    ['a long description', { url: URL_, description: 'x'.repeat(201) }, ['input', 'description']],
    ['a description of two lines', { url: URL_, description: 'one\ntwo' }, ['input', 'description']],
  ])('refuses %s', async (_what, input, path) => {
    const acme = await world().organization();
    const { webhook, secret, userErrors } = await createWebhook(world().as(acme.key), input);
    expect([webhook, secret]).toEqual([null, null]);
    expect(userErrors).toEqual([{ code: 'INVALID', path, message: expect.any(String) }]);
    expect(await eventsOf(acme)).toMatchObject([{ outcome: 'REFUSED', targetName: null }]);
  });

  it('makes no more than fifty in an organization', async () => {
    const asker = world().as((await world().organization()).key);
    for (let count = 0; count < 50; count += 1) await createWebhook(asker, { url: URL_ });
    expect((await createWebhook(asker, { url: URL_ })).userErrors).toMatchObject([
      { code: 'LIMIT_REACHED', path: ['input'] },
    ]);
  });

  it('shows nobody the webhooks of another organization', async () => {
    const [acme, other] = [await world().organization(), await world().organization()];
    await createWebhook(world().as(acme.key), { url: URL_ });
    const { body } = await world().as(other.key).run(LIST);
    expect(body.data.organization.webhooks).toEqual([]);
  });
});
