import { newId } from '../../src/id';
import { describeOnEachEngine } from '../support/engines';
import { createWebhook, NO_WEBHOOK, updateWebhook } from '../support/webhooks';
import { NOW, sharedWorld } from '../support/world';

const FIRST = 'https://receiver.example/';

describeOnEachEngine('updateWebhook', (engine) => {
  const world = sharedWorld(engine);
  const made = async () => {
    const acme = await world().organization();
    const asker = world().as(acme.key);
    const { webhook } = await createWebhook(asker, { url: FIRST, types: ['api_key.created'], description: 'One' });
    return { acme, asker, id: webhook.id as string, webhook };
  };
  const eventsOf = (organization: { id: string }) =>
    world().rows<{ changes: string }>(
      `SELECT "changes" FROM "audit_event" WHERE "organizationId" = $1 AND "type" = 'webhook.updated'`,
      [organization.id],
    );

  it('changes what is given, and leaves the rest', async () => {
    const { acme, asker, id, webhook } = await made();
    const url = 'https://other.example/hook';
    expect(await updateWebhook(asker, { id, url })).toEqual({ webhook: { ...webhook, url }, userErrors: [] });
    const all = { ...webhook, url, types: null, description: '' };
    expect(await updateWebhook(asker, { id, types: null, description: '' })).toEqual({ webhook: all, userErrors: [] });
    const events = (await eventsOf(acme)).map(({ changes }) => JSON.parse(changes));
    expect(events).toContainEqual([
      { field: 'url', before: 'https://receiver.example', after: 'https://other.example' },
    ]);
  });

  it('disables a webhook, and enables it', async () => {
    const { acme, asker, id } = await made();
    expect(await updateWebhook(asker, { id, isEnabled: false })).toMatchObject({ webhook: { state: 'DISABLED' } });
    expect(await updateWebhook(asker, { id, description: 'Two' })).toMatchObject({ webhook: { state: 'DISABLED' } });
    expect(await updateWebhook(asker, { id, isEnabled: true })).toMatchObject({ webhook: { state: 'ACTIVE' } });
    const changed = (await eventsOf(acme)).flatMap(({ changes }) => JSON.parse(changes));
    expect(changed).toContainEqual({ field: 'state', before: 'ACTIVE', after: 'DISABLED' });
    expect(changed).toContainEqual({ field: 'state', before: 'DISABLED', after: 'ACTIVE' });
  });

  it('refuses what a new webhook could not be', async () => {
    const { asker, id } = await made();
    const refused = await updateWebhook(asker, { id, url: 'https://127.0.0.1/', types: ['nothing'] });
    expect(refused).toMatchObject({
      webhook: null,
      userErrors: [{ path: ['input', 'url'] }, { path: ['input', 'types'] }],
    });
  });

  it('knows nothing of webhooks of other organizations, and of none that is not there', async () => {
    const { id } = await made();
    const stranger = world().as((await world().organization()).key);
    for (const unknown of [id, newId(NOW), 'nonsense']) {
      expect(await updateWebhook(stranger, { id: unknown, isEnabled: false })).toEqual({
        webhook: null,
        userErrors: [NO_WEBHOOK],
      });
    }
  });
});
