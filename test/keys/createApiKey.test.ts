import { describeOnEachEngine } from '../support/engines';
import { sharedWorld } from '../support/world';

describeOnEachEngine('createApiKey', (engine) => {
  const world = sharedWorld(engine);

  it('makes a key whose value works at once', async () => {
    const acme = await world().organization();
    const made = await world()
      .as(acme.key)
      .run(
        `mutation ($input: CreateApiKeyInput!) {
        createApiKey(input: $input) { apiKey { name scopes status } secret { value } userErrors { code path } }
      }`,
        { input: { name: ' CI ', scopes: ['workspace.process:read'], expiresAt: '2027-01-01T00:00:00Z' } },
      );
    expect(made.body.data.createApiKey.apiKey).toEqual({
      name: 'CI',
      scopes: ['workspace.process:read'],
      status: 'ACTIVE',
    });
    const viewer = await world().as(made.body.data.createApiKey.secret.value).run('{ viewer { name } }');
    expect(viewer.body).toEqual({ data: { viewer: { name: 'CI' } } });
  });
});
