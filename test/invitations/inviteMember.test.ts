import { DAY_MS } from '../../src/clock';
import { newId } from '../../src/id';
import { auditRows } from '../support/auditRows';
import { describeOnEachEngine } from '../support/engines';
import { addPerson, signedIn } from '../support/people';
import { invitationToken, inviteMember, inviteRefused, offerOf } from '../support/peopleMutations';
import { runJob } from '../support/runJob';
import { Visitor } from '../support/Visitor';
import { NOW, sharedWorld } from '../support/world';

const EXPIRES_AT = '2026-11-30T12:00:00.000Z';
const NO_OFFER = { data: { invitation: null } };
const USER_GROUPS = /^workspace\.(?:collection|collection_editor|file|result|export|destination|process):/;

describeOnEachEngine('inviteMember', (engine) => {
  const world = sharedWorld(engine);
  const freshEmail = () => `${newId(NOW)}@example.com`;

  it('makes an invitation with a link that holds a token of 256 bits, which is not kept', async () => {
    const acme = await world().organization();
    const admin = await signedIn(world(), await addPerson(world(), acme));
    const answer = await inviteMember(admin, ' Guest@Example.com ', 'ADMIN');
    expect(answer.body).toEqual({
      data: {
        inviteMember: {
          invitation: {
            id: expect.stringMatching(/^[0-9a-f]{32}$/),
            email: 'guest@example.com',
            role: 'ADMIN',
            createdBy: 'Ada',
            createdAt: '2026-11-23T12:00:00.000Z',
            expiresAt: EXPIRES_AT,
          },
          link: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/#\/invitation\/[\w-]{43}$/),
          userErrors: [],
        },
      },
    });
    const rows = await world().rows('SELECT * FROM "invitation" WHERE "organizationId" = $1', [acme.id]);
    expect(JSON.stringify(rows)).not.toContain(answer.body.data.inviteMember.link.split('/').at(-1));
  });

  it('makes none that outlasts the key that invites', async () => {
    const acme = await world().organization();
    const key = await world().key(acme, { expiresAt: NOW + DAY_MS });
    const { body } = await inviteMember(world().as(key), freshEmail());
    expect(body.data.inviteMember.invitation.expiresAt).toBe('2026-11-24T12:00:00.000Z');
  });

  it('makes none that outlasts a key whose end comes forward, or whose secret begins to retire, meanwhile', async () => {
    const acme = await world().organization();
    for (const change of [
      'updateApiKey(input: { id: $id, expiresAt: "2026-11-24T12:00:00Z" })',
      'rotateApiKey(input: { id: $id, startsAt: NOW, graceSeconds: 86400 })',
    ]) {
      const key = await world().key(acme);
      const document = `mutation ($id: ID!, $email: String!) {
        ${change} { userErrors { code } }
        inviteMember(input: { email: $email, role: USER }) { invitation { expiresAt } }
      }`;
      const { body } = await world().as(key).run(document, { id: key.id, email: freshEmail() });
      expect([change, body.data.inviteMember]).toEqual([
        change,
        { invitation: { expiresAt: '2026-11-24T12:00:00.000Z' } },
      ]);
    }
  });

  it('ends the earlier invitation of the same address, and none of others', async () => {
    const [acme, globex] = [await world().organization(), await world().organization('Globex')];
    const [email, speaker, visitor] = [freshEmail(), world().as(acme.key), new Visitor(world())];
    const other = await invitationToken(speaker, freshEmail());
    const elsewhere = await invitationToken(world().as(globex.key), email);
    const older = await invitationToken(speaker, email, 'ADMIN');
    const newer = await invitationToken(speaker, email.toUpperCase());
    expect((await offerOf(visitor, older)).body).toEqual(NO_OFFER);
    for (const token of [other, elsewhere, newer]) {
      expect((await offerOf(visitor, token)).body.data.invitation.role).toBe('USER');
    }
  });

  it('invites a member of another organization', async () => {
    const [acme, globex] = [await world().organization(), await world().organization('Globex')];
    const bob = await addPerson(world(), globex, { name: 'Bob' });
    const { body } = await inviteMember(world().as(acme.key), bob.email);
    expect(body.data.inviteMember).toMatchObject({ invitation: { email: bob.email }, userErrors: [] });
  });

  it('leaves what has expired to a job, which takes it away', async () => {
    const acme = await world().organization();
    await inviteMember(world().as(acme.key), 'guest@example.com');
    world().now = NOW + 7 * DAY_MS;
    const { invitation } = (await inviteMember(world().as(acme.key), freshEmail())).body.data.inviteMember;
    await runJob(world(), 'sweep-invitations');
    const ids = await world().rows('SELECT "id" FROM "invitation" WHERE "organizationId" = $1', [acme.id]);
    expect(ids).toEqual([{ id: invitation.id }]);
  });

  it('hands out links of one person as often as it is asked to: no letter is sent', async () => {
    const [acme, email] = [await world().organization(), freshEmail()];
    for (const _time of [1, 2, 3, 4, 5]) await inviteMember(world().as(acme.key), email);
    const { body } = await inviteMember(world().as(acme.key), email);
    expect(body.data.inviteMember).toMatchObject({ link: expect.any(String), userErrors: [] });
  });

  it('leaves a hundred open at most', async () => {
    const acme = await world().organization();
    const speaker = world().as(acme.key);
    for (let index = 0; index < 100; index += 1) await inviteMember(speaker, `guest-${index}@example.com`);
    expect((await inviteMember(speaker, freshEmail())).body).toEqual(inviteRefused('LIMIT_REACHED', 'input'));
    const elsewhere = world().as((await world().organization('Globex')).key);
    expect((await inviteMember(elsewhere, freshEmail())).body.data.inviteMember.userErrors).toEqual([]);
    const again = await inviteMember(speaker, 'guest-7@example.com'); // In the place of the one before.
    expect(again.body.data.inviteMember.userErrors).toEqual([]);
    world().now = NOW + 7 * DAY_MS;
    expect((await inviteMember(speaker, freshEmail())).body.data.inviteMember.userErrors).toEqual([]);
  });

  it.each([
    '',
    'guest',
    '@example.com',
    'guest@',
    'a b@example.com',
    'a@b@c',
    '"a b"@example.com',
    '"a"@example.com',
    'a@x.de,b@x.de',
    'a,b@x.de',
    'a;b@x.de',
    '<a@x.de>',
    'a<b@x.de>',
    'a(b)@x.de',
    'a:b@x.de',
    'a@[127.0.0.1]',
    `${'a'.repeat(65)}@x.de`,
    `a@${'b'.repeat(190)}`,
    'a\u202e@x.de',
    'a\u0000@x.de',
    'a@x.de\r\nBcc:b@x.de',
  ])('invites addresses alone: %j', async (email) => {
    const acme = await world().organization();
    expect((await inviteMember(world().as(acme.key), email)).body).toEqual(inviteRefused('INVALID', 'input', 'email'));
  });

  it('invites nobody who is a member already', async () => {
    const acme = await world().organization();
    const ada = await addPerson(world(), acme);
    const answer = await inviteMember(world().as(acme.key), ada.email.toUpperCase());
    expect(answer.body).toEqual(inviteRefused('INVALID', 'input', 'email'));
  });

  it('offers nothing beyond the scopes of who invites', async () => {
    const acme = await world().organization();
    const { body } = await world().as(acme.key).run('{ viewer { scopes } }');
    const daily: string[] = body.data.viewer.scopes.filter((name: string) => USER_GROUPS.test(name));
    const invite = 'workspace.admin.user:invite';
    const bare = world().as(await world().key(acme, { scopes: [invite] }));
    const user = world().as(await world().key(acme, { scopes: [invite, ...daily] }));
    const refused = inviteRefused('SCOPE_NOT_GRANTABLE', 'input', 'role');
    expect((await inviteMember(bare, freshEmail(), 'USER')).body).toEqual(refused);
    expect((await inviteMember(bare, freshEmail(), 'ADMIN')).body).toEqual(refused);
    expect((await inviteMember(user, freshEmail(), 'ADMIN')).body).toEqual(refused);
    expect((await inviteMember(user, freshEmail(), 'USER')).body.data.inviteMember.userErrors).toEqual([]);
  });

  it('offers nothing by a key of a process, whatever scopes that holds', async () => {
    const acme = await world().organization();
    const { id: processId } = await world().process(acme);
    const key = await world().key(acme, { processId });
    await world().rows(
      'UPDATE "api_key" SET "scopes" = (SELECT "scopes" FROM "api_key" WHERE "id" = $1) WHERE "id" = $2',
      [acme.key.id, key.id],
    );
    const refused = inviteRefused('SCOPE_NOT_GRANTABLE', 'input', 'role');
    expect((await inviteMember(world().as(key), freshEmail())).body).toEqual(refused);
  });

  it('names all that is wrong at once', async () => {
    const acme = await world().organization();
    const bare = world().as(await world().key(acme, { scopes: ['workspace.admin.user:invite'] }));
    const { body } = await inviteMember(bare, 'nobody');
    expect(body.data.inviteMember).toEqual({
      invitation: null,
      link: null,
      userErrors: [
        { code: 'INVALID', path: ['input', 'email'] },
        { code: 'SCOPE_NOT_GRANTABLE', path: ['input', 'role'] },
      ],
    });
  });

  it('needs the scope to invite', async () => {
    const acme = await world().organization();
    const bob = await signedIn(world(), await addPerson(world(), acme, { role: 'USER' }));
    const { body } = await inviteMember(bob, freshEmail());
    expect([body.data, body.errors[0].extensions]).toEqual([
      { inviteMember: null },
      { code: 'FORBIDDEN', requiredScopes: [['workspace.admin.user:invite']] },
    ]);
    expect((await inviteMember(world().as(null), freshEmail())).status).toBe(401);
  });

  it('is told to the audit log once for each try', async () => {
    const acme = await world().organization();
    const ada = await addPerson(world(), acme);
    const admin = await signedIn(world(), ada);
    const { invitation } = (await inviteMember(admin, freshEmail())).body.data.inviteMember;
    await inviteMember(admin, ada.email);
    const actor = { actorKind: 'MEMBER', actorId: ada.memberId, actorName: 'Ada', address: '127.0.0.1' };
    expect(await auditRows(world(), acme, 'invitation.created')).toEqual([
      { ...actor, type: 'invitation.created', targetId: null, outcome: 'REFUSED', codes: 'INVALID' },
      { ...actor, type: 'invitation.created', targetId: invitation.id, outcome: 'SUCCESS', codes: '' },
    ]);
  });
});
