import { describeOnEachEngine } from '../support/engines';
import { environmentOf } from '../support/locationEnvironment';
import { headerOf, type Letter, MailServer, tokenIn } from '../support/MailServer';
import { addPerson, forgetFailures, PASSWORD, signedIn, type TestMember } from '../support/people';
import {
  ACCEPTED,
  acceptInvitation,
  acceptRefused,
  invitationToken,
  inviteMember,
  SIGN_IN_REFUSED,
  SIGNED_IN,
  signIn,
  WHO,
} from '../support/peopleMutations';
import { runInProcess } from '../support/runInProcess';
import { Visitor } from '../support/Visitor';
import { sharedWorld, type TestOrganization, type World } from '../support/world';

const NEW_PASSWORD = 'the right person chose this';
const OPEN = 'SELECT "email" FROM "invitation" WHERE "organizationId" = $1';

let addresses = 0;

describeOnEachEngine('an address that nothing proved', (engine) => {
  const world = sharedWorld(engine);
  const mail = new MailServer();
  let mailing: World;
  let evil: TestOrganization;
  let email: string;
  let squatter: Visitor;

  beforeAll(async () => {
    await mail.listen();
    const { SMTP_URL: url, MAIL_FROM: from } = mail.environment();
    mailing = await world().secondServer({ mail: { url, from } });
  });
  afterAll(() => mail.close());

  /** Somebody invites another's address, opens the link, chooses a password, and invites a friend. */
  beforeEach(async () => {
    await forgetFailures(world());
    mail.reset();
    evil = await world().organization('Evil');
    addresses += 1;
    email = `boss-${addresses}@corp.example`;
    squatter = new Visitor(world());
    const token = await invitationToken(world().as(evil.key), email, 'ADMIN');
    expect((await acceptInvitation(squatter, { token, name: 'Squatter' })).body).toEqual(ACCEPTED);
    expect((await inviteMember(squatter, 'friend@evil.example')).body.data.inviteMember.userErrors).toEqual([]);
  });

  function init(args: string[] = []) {
    const environment = environmentOf(world().config.database);
    return runInProcess(['init', '--organization', 'Corp', '--email', email, '--json', ...args], { environment });
  }

  async function isProved(organization: TestOrganization): Promise<Record<string, boolean>> {
    const { body } = await world()
      .as(organization.key)
      .run('{ organization { members { edges { node { email isEmailProved } } } } }');
    return Object.fromEntries(
      body.data.organization.members.edges.map(({ node }: { node: { email: string; isEmailProved: boolean } }) => [
        node.email,
        node.isEmailProved,
      ]),
    );
  }

  async function mailedToken(organization: TestOrganization): Promise<string> {
    await inviteMember(mailing.as(organization.key), email);
    await mail.received(1);
    expect(headerOf(mail.letters[0] as Letter, 'To')).toBe(email);
    return tokenIn(mail.letters[0] as Letter);
  }

  async function expectLockedOut(visitor: Visitor): Promise<void> {
    expect((await visitor.run(WHO)).status).toBe(401);
    expect((await signIn(new Visitor(world()), email)).body).toEqual(SIGN_IN_REFUSED);
    expect(await world().rows(OPEN, [evil.id])).toEqual([]);
  }

  it('makes nobody an admin whom init does not know: the account gets another password, loudly', async () => {
    const { code, stdout, stderr } = await init(['--name', 'Boss']);
    const { user } = JSON.parse(stdout);
    expect([code, user]).toEqual([
      0,
      {
        id: expect.any(String),
        email,
        password: expect.stringMatching(/^[\w-]{24}$/),
        takenOver: { endedSessionCount: 1, organizations: [{ id: evil.id, name: 'Evil' }] },
      },
    ]);
    expect(stderr).toBe(
      `WARNING: ${email} was the address of an account that anybody may have made: nothing proved the address.
The account has another password now. Its open sessions (1) and invitations ended.
It is still a member of: Evil (${evil.id}).
`,
    );
    await expectLockedOut(squatter);
    const boss = new Visitor(world());
    expect((await signIn(boss, email, user.password)).body).toEqual(SIGNED_IN);
    const { body } = await boss.run('{ viewer { name memberships { organizationName } } }');
    const memberships = [{ organizationName: 'Evil' }, { organizationName: 'Corp' }];
    expect(body.data.viewer).toEqual({ name: 'Boss', memberships });
    expect(await isProved(evil)).toEqual({ [email]: true });
    // From now on init knows the person.
    const again = await init();
    expect([again.stderr, JSON.parse(again.stdout).user]).toEqual(['', { id: user.id, email }]);
    expect((await boss.run(WHO)).status).toBe(200);
  });

  it('is handed to whom a letter of this server reached there, with a password of the own', async () => {
    const corp = await world().organization('Corp');
    const token = await mailedToken(corp);
    expect(await isProved(evil)).toEqual({ [email]: false });
    const boss = new Visitor(mailing);
    const joined = await acceptInvitation(boss, { token, name: 'Boss', password: NEW_PASSWORD });
    expect(joined.body).toEqual(ACCEPTED);
    await expectLockedOut(squatter);
    expect((await boss.run('{ viewer { name organization { name } } }')).body.data.viewer).toEqual({
      name: 'Boss',
      organization: { name: 'Corp' },
    });
    expect((await signIn(new Visitor(world()), email, NEW_PASSWORD)).body).toEqual(SIGNED_IN);
    expect(await isProved(corp)).toEqual({ [email]: true });
  });

  it('is handed over under the rules for passwords, and with the name that it has where none is given', async () => {
    const token = await mailedToken(await world().organization('Corp'));
    const boss = new Visitor(mailing);
    const short = await acceptInvitation(boss, { token, password: 'seven77' });
    expect(short.body).toEqual(acceptRefused('INVALID', 'password'));
    expect((await squatter.run(WHO)).status).toBe(200);
    expect((await acceptInvitation(boss, { token, password: NEW_PASSWORD })).body).toEqual(ACCEPTED);
    expect((await boss.run('{ viewer { name } }')).body.data.viewer).toEqual({ name: 'Squatter' });
  });

  it('is not handed to another organization that shows itself a link: it needs the password', async () => {
    const thief = await world().organization('Thief');
    const token = await invitationToken(world().as(thief.key), email);
    const refused = await acceptInvitation(new Visitor(world()), { token, password: NEW_PASSWORD });
    expect(refused.body).toEqual(acceptRefused('INVALID', 'password'));
    expect((await squatter.run(WHO)).status).toBe(200);
    expect((await signIn(new Visitor(world()), email)).body).toEqual(SIGNED_IN);
    expect((await acceptInvitation(new Visitor(world()), { token })).body).toEqual(ACCEPTED);
    expect(await isProved(thief)).toEqual({ [email]: false });
  });

  it('that was proved is not handed to whom a letter reaches later: that needs the password', async () => {
    const ada: TestMember = await addPerson(world(), evil, { email: `ada-${email}` });
    const [browser, corp] = [await signedIn(world(), ada), await world().organization('Corp')];
    email = ada.email;
    const token = await mailedToken(corp);
    const refused = await acceptInvitation(new Visitor(mailing), { token, password: NEW_PASSWORD });
    expect(refused.body).toEqual(acceptRefused('INVALID', 'password'));
    expect((await browser.run(WHO)).status).toBe(200);
    expect((await acceptInvitation(new Visitor(mailing), { token, password: PASSWORD })).body).toEqual(ACCEPTED);
  });

  it('is proved of somebody new by the letter with the link', async () => {
    email = `new-${email}`;
    const corp = await world().organization('Corp');
    const token = await mailedToken(corp);
    expect((await acceptInvitation(new Visitor(mailing), { token, name: 'New' })).body).toEqual(ACCEPTED);
    expect(await isProved(corp)).toEqual({ [email]: true });
  });

  it('is proved by the operator who resets the password and vouches for it', async () => {
    const environment = environmentOf(world().config.database);
    const reset = ['users', 'reset-password', '--email', email, '--vouch'];
    expect((await runInProcess(reset, { environment })).code).toBe(0);
    expect(await isProved(evil)).toEqual({ [email]: true });
    await expectLockedOut(squatter);
  });
});
