import { describeOnEachEngine } from '../support/engines';
import { tokenOf, withToken } from '../support/oauth';
import { addPerson, signedIn } from '../support/people';
import { sharedWorld } from '../support/world';

const DOCUMENT = `{ viewer {
  kind name scopes expiresAt apiKeyId email memberId
  organization { id } process { id name } memberships { organizationId organizationName role isCurrent }
} }`;

const READ = 'workspace.process:read';

describeOnEachEngine('the viewer', (engine) => {
  const world = sharedWorld(engine);

  it('of a key is the key, until it ends', async () => {
    const acme = await world().organization();
    const key = await world().key(acme, { name: 'CI', scopes: [READ], expiresAt: Date.parse('2026-12-24T18:00:00Z') });
    expect((await world().as(key).run(DOCUMENT)).body).toEqual({
      data: {
        viewer: {
          kind: 'API_KEY',
          name: 'CI',
          scopes: [READ],
          expiresAt: '2026-12-24T18:00:00.000Z',
          apiKeyId: key.id,
          email: null,
          memberId: null,
          organization: { id: acme.id },
          process: null,
          memberships: [],
        },
      },
    });
  });

  it('of a key of a process names the process', async () => {
    const acme = await world().organization();
    const process = await world().process(acme, 'Bills');
    const key = await world().key(acme, { processId: process.id, scopes: [READ] });
    const { body } = await world().as(key).run(DOCUMENT);
    expect(body.data.viewer).toMatchObject({
      process: { id: process.id, name: 'Bills' },
      organization: { id: acme.id },
    });
  });

  it('of a token has the name of its key, the scopes that it was made with, and its own end', async () => {
    const acme = await world().organization();
    const token = await tokenOf(world().url, acme.key, { scope: READ });
    const { body } = await withToken(world().url, token).run(DOCUMENT);
    expect(body.data.viewer).toMatchObject({
      kind: 'TOKEN',
      name: 'Key',
      scopes: [READ],
      expiresAt: '2026-11-23T12:05:00.000Z',
      apiKeyId: acme.key.id,
      email: null,
      memberId: null,
      memberships: [],
    });
  });

  it('of a person tells who that is, and where', async () => {
    const acme = await world().organization();
    const ada = await addPerson(world(), acme, { role: 'USER' });
    const { body } = await (await signedIn(world(), ada)).run(DOCUMENT);
    expect(body.data.viewer).toMatchObject({
      kind: 'MEMBER',
      name: 'Ada',
      expiresAt: '2026-11-24T00:00:00.000Z',
      apiKeyId: null,
      email: ada.email,
      memberId: ada.memberId,
      process: null,
      memberships: [{ organizationId: acme.id, organizationName: 'Acme', role: 'USER', isCurrent: true }],
    });
  });

  it('is refused without a credential', async () => {
    expect((await world().as(null).run(DOCUMENT)).status).toBe(401);
  });
});
