import { describeOnEachEngine } from '../support/engines';
import { tokenOf, withToken } from '../support/oauth';
import { sharedWorld } from '../support/world';

const DELETE_THEN_CREATE = `mutation ($id: ID!) {
  a: deleteApiKey(input: { id: $id }) { deletedApiKeyId }
  b: createApiKey(input: { name: "late", allScopes: true, expiresAt: "2026-12-01T00:00:00Z" }) { secret { value } }
}`;

describeOnEachEngine('a mutation', (engine) => {
  const world = sharedWorld(engine);

  it('is refused when an earlier one of the same document ended the key', async () => {
    const acme = await world().organization();
    const { status, body } = await world().as(acme.key).run(DELETE_THEN_CREATE, { id: acme.key.id });
    expect(status).toBe(200);
    expect(body.data).toEqual({ a: { deletedApiKeyId: acme.key.id }, b: null });
    expect(body.errors).toEqual([expect.objectContaining({ path: ['b'], extensions: { code: 'UNAUTHENTICATED' } })]);
  });

  it('is refused when the key was narrowed while it waited', async () => {
    const acme = await world().organization();
    const document = `mutation ($id: ID!) {
      a: updateApiKey(input: { id: $id, scopes: ["workspace.admin.api_key:manage"] }) { apiKey { scopes } }
      b: createProcess(input: { name: "late" }) { process { id } }
    }`;
    const { body } = await world().as(acme.key).run(document, { id: acme.key.id });
    expect(body.data).toEqual({ a: { apiKey: { scopes: ['workspace.admin.api_key:manage'] } }, b: null });
    expect(await world().rows('SELECT "id" FROM "process" WHERE "organizationId" = $1', [acme.id])).toEqual([]);
  });

  it.each([
    ['whose end is brought forward', 'updateApiKey(input: { id: $id, expiresAt: "2026-11-24T12:00:00Z" })'],
    ['whose secret begins to retire', 'rotateApiKey(input: { id: $id, startsAt: NOW, graceSeconds: 86400 })'],
  ])('of a key %s while it waited goes on, and makes nothing that outlasts the caller', async (_what, change) => {
    const acme = await world().organization();
    const make = (expiresAt: string) =>
      `createApiKey(input: { name: "late", scopes: ["workspace.process:read"], expiresAt: "${expiresAt}" }) {
        userErrors { code path }
      }`;
    const document = `mutation ($id: ID!) {
      a: ${change} { userErrors { code } }
      b: ${make('2026-11-24T12:00:00Z')}
      c: ${make('2026-11-24T12:00:00.001Z')}
    }`;
    const [key, other] = [await world().key(acme), await world().key(acme)];
    const token = withToken(world().url, await tokenOf(world().url, other));
    for (const { body } of [
      await world().as(key).run(document, { id: key.id }),
      await token.run(document, { id: other.id }),
    ]) {
      const tooLate = { code: 'EXPIRES_TOO_LATE', path: ['input', 'expiresAt'] };
      expect(body.data).toEqual({ a: { userErrors: [] }, b: { userErrors: [] }, c: { userErrors: [tooLate] } });
    }
  });

  it('leaves one audit row, in the same transaction, without a secret', async () => {
    const acme = await world().organization();
    const made = await world()
      .as(acme.key)
      .run('mutation { createProcess(input: { name: "Invoices" }) { process { id } } }');
    const rows = await world().rows<Record<string, unknown>>('SELECT * FROM "audit_event" WHERE "actorId" = $1', [
      acme.key.id,
    ]);
    expect(rows).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f]{32}$/),
        organizationId: acme.id,
        at: world().now,
        actorKind: 'API_KEY',
        actorId: acme.key.id,
        actorName: 'Key',
        type: 'process.created',
        targetType: 'Process',
        targetId: made.body.data.createProcess.process.id,
        targetName: 'Invoices',
        count: 1,
        firstAt: null,
        outcome: 'SUCCESS',
        codes: '',
        changes: JSON.stringify([
          { after: 'Invoices', before: null, field: 'name' },
          { after: 'CUSTOM', before: null, field: 'type' },
        ]),
        address: '127.0.0.1',
        requestId: made.headers['x-request-id'],
        processId: made.body.data.createProcess.process.id,
        sequence: null,
        severity: 0,
        userAgent: null,
        salts: expect.stringMatching(/^[A-Za-z0-9_-]{66}$/),
        leaf: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
        mac: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
        erased: null,
      },
    ]);
  });
});
