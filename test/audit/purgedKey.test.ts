import { DAY_MS } from '../../src/clock';
import { createApiKey } from '../support/apiKeyMutations';
import { endApiKey, payloadOf } from '../support/endMutations';
import { describeOnEachEngine } from '../support/engines';
import { runJob } from '../support/runJob';
import { isInstalled } from '../support/Shell';
import { sealAll } from '../support/sealAll';
import { checkpointOf, exportOf, faultOf, verifyByPython, vkeyOf } from '../support/sealedLog';
import { NOW, sharedWorld } from '../support/world';

const itWithPython = isInstalled('python3') ? it : it.skip;
const THIRTY_DAYS = 30 * DAY_MS;
const END = new Date(NOW + 40 * DAY_MS).toISOString();

describeOnEachEngine('the log of a key that was purged', (engine) => {
  const world = sharedWorld(engine);

  itWithPython('tells and proves what the key could do and until when, and no name', async () => {
    const acme = await world().organization();
    const scopes = ['workspace.process:read', 'workspace.admin.audit:read'];
    const input = { name: 'Eve Example', note: 'Of Eve.', scopes, expiresAt: END };
    const { apiKey } = payloadOf(await createApiKey(world().as(acme.key), input));
    world().now += 1;
    await endApiKey(world().as(acme.key), { id: apiKey.id, reason: 'COMPROMISED', note: 'Eve left.' });
    await sealAll(world());
    const checkpoint = await checkpointOf(world(), acme.id);
    world().now = NOW + THIRTY_DAYS + 1;
    await runJob(world(), 'purge-tombstones');
    const { body } = await world()
      .as(acme.key)
      .run(`{ organization { auditEvents(filter: { targetId: "${apiKey.id}" }) { edges { node {
        type target { id name } changes { field before after }
      } } } } }`);
    const target = { id: apiKey.id, name: null };
    expect(body.data.organization.auditEvents.edges.map(({ node }: { node: object }) => node)).toEqual([
      {
        type: 'api_key.deleted',
        target,
        changes: [{ field: 'endReason', before: null, after: 'COMPROMISED' }],
      },
      {
        type: 'api_key.created',
        target,
        changes: [
          { field: 'scopes', before: null, after: 'workspace.process:read workspace.admin.audit:read' },
          { field: 'expiresAt', before: null, after: END },
        ],
      },
    ]);
    expect(await faultOf(world(), acme.id, checkpoint)).toBeNull();
    const lines = await exportOf(world(), acme.id, true);
    expect(lines.join('')).not.toContain('Eve');
    expect(lines.join('')).toContain('"after":"workspace.process:read workspace.admin.audit:read"');
    expect((await verifyByPython(lines, checkpoint, await vkeyOf(world()))).code).toBe(0);
  });
});
