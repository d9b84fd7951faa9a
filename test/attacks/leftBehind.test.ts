import { DAY_MS } from '../../src/clock';
import { createApiKey, deleteApiKey } from '../support/apiKeyMutations';
import { describeOnEachEngine } from '../support/engines';
import { fromNow } from '../support/fromNow';
import { environmentOf } from '../support/locationEnvironment';
import { addMembership, addPerson, forgetFailures, PASSWORD, signedIn, type TestMember } from '../support/people';
import { inviteMember, offerOf } from '../support/peopleMutations';
import { runInProcess } from '../support/runInProcess';
import { Visitor } from '../support/Visitor';
import { sharedWorld, type TestOrganization } from '../support/world';

const EXPIRES_AT = fromNow(DAY_MS);
const CHANGE = `mutation ($input: ChangePasswordInput!) {
  changePassword(input: $input) { endedInvitationCount workingApiKeyCount userErrors { code } }
}`;
const HOUR_MS = 3_600_000;

describeOnEachEngine('a thief who was signed in as somebody', (engine) => {
  const world = sharedWorld(engine);
  let stolenAt: number;
  let acme: TestOrganization;
  let globex: TestOrganization;
  let ada: TestMember;
  let first: string;
  let second: string;
  let third: string;
  let tokens: string[];

  const keyMadeBy = async (speaker: Parameters<typeof createApiKey>[0], name: string) => {
    const input = { name, allScopes: true, expiresAt: EXPIRES_AT };
    const { apiKey, secret } = (await createApiKey(speaker, input)).body.data.createApiKey;
    return { id: String(apiKey.id), ...secret };
  };
  const invite = async (speaker: Visitor) => {
    const { link } = (await inviteMember(speaker, 'thief@evil.example', 'ADMIN')).body.data.inviteMember;
    return String(link).split('/').at(-1) ?? '';
  };
  const openOffers = async () => {
    const offers = await Promise.all(tokens.map((token) => offerOf(new Visitor(world()), token)));
    return offers.map(({ body }) => body.data.invitation !== null);
  };
  const working = async () => {
    const rows = await world().rows<{ id: string }>(
      'SELECT "id" FROM "api_key" WHERE "deletedAt" IS NULL AND "createdById" IS NOT NULL AND "organizationId" IN ($1, $2) ORDER BY "id"',
      [acme.id, globex.id],
    );
    return rows.map(({ id }) => id);
  };

  /** The person made a key; an hour later the thief invites himself twice, and makes a key, which makes another and ends. */
  beforeEach(async () => {
    stolenAt = Date.now(); // The command line has the real clock.
    world().now = stolenAt - HOUR_MS;
    await forgetFailures(world());
    [acme, globex] = [await world().organization(), await world().organization('Globex')];
    ada = await addPerson(world(), acme);
    const there = { ...ada, memberId: await addMembership(world(), ada, globex) };
    const visitor = await signedIn(world(), ada);
    first = (await keyMadeBy(visitor, 'own')).id;
    world().now = stolenAt;
    const [thief, elsewhere] = [await signedIn(world(), ada), await signedIn(world(), there)];
    tokens = [await invite(thief), await invite(elsewhere)];
    const stolen = await keyMadeBy(elsewhere, 'stolen');
    second = stolen.id;
    third = (await keyMadeBy(world().as(stolen), 'child')).id;
    await deleteApiKey(world().as(globex.key), second);
    expect([await openOffers(), await working()]).toEqual([
      [true, true],
      [first, third],
    ]);
  });

  it('has no invitation left once the password is changed, and the owner is told how many keys go on', async () => {
    const browser = await signedIn(world(), ada);
    const input = { currentPassword: PASSWORD, newPassword: 'the thief does not know it' };
    expect((await browser.run(CHANGE, { input })).body.data.changePassword).toEqual({
      endedInvitationCount: 2,
      workingApiKeyCount: 2,
      userErrors: [],
    });
    expect(await openOffers()).toEqual([false, false]);
  });

  it('keeps them where the change is refused', async () => {
    const browser = await signedIn(world(), ada);
    const input = { currentPassword: 'wrong', newPassword: 'the thief does not know it' };
    expect((await browser.run(CHANGE, { input })).body.data.changePassword).toEqual({
      endedInvitationCount: 0,
      workingApiKeyCount: 0,
      userErrors: [{ code: 'INVALID' }],
    });
    expect(await openOffers()).toEqual([true, true]);
  });

  it('has no invitation and no key left once the operator resets the password and ends the keys made since', async () => {
    const environment = environmentOf(world().config.database);
    const since = new Date(stolenAt).toISOString();
    const createdAt = new Date(stolenAt - HOUR_MS).toISOString();
    const args = ['users', 'reset-password', '--email', ada.email, '--end-keys-since', since, '--json'];
    const { code, stdout, stderr } = await runInProcess(args, { environment });
    expect([code, stderr, JSON.parse(stdout)]).toEqual([
      0,
      '',
      {
        email: ada.email,
        password: expect.any(String),
        endedInvitationCount: 2,
        endedApiKeyCount: 1,
        workingApiKeys: [{ id: first, name: 'own', organizationId: acme.id, createdAt }],
      },
    ]);
    expect([await openOffers(), await working()]).toEqual([[false, false], [first]]);
    const ends = await world().rows(
      `SELECT "actorKind", "targetId" FROM "audit_event" WHERE "organizationId" = $1 AND "type" = 'api_key.deleted' AND "targetId" = $2`,
      [globex.id, third],
    );
    expect(ends).toEqual([{ actorKind: 'OPERATOR', targetId: third }]);
    const row = 'SELECT "endReason", "version" FROM "api_key" WHERE "id" = $1';
    expect(await world().rows(row, [third])).toEqual([{ endReason: 'COMPROMISED', version: 2 }]);
  });

  it('is found by its keys: a key that is deleted at the command line shows those that it made', async () => {
    await world().rows('UPDATE "api_key" SET "deletedAt" = NULL WHERE "id" = $1', [second]);
    const environment = environmentOf(world().config.database);
    const { stdout } = await runInProcess(['keys', 'delete', second, '--organization', globex.id], { environment });
    expect(stdout).toBe(`Deleted ${second}.

These API keys still work. It made them, or such a key did. To end one, run its command:
CREATED                   COMMAND${' '.repeat(96)}NAME
${new Date(stolenAt).toISOString()}  latchkey keys delete ${third} --organization ${globex.id}  child
`);
  });
});
