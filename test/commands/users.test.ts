import { initOrganization } from '../../src/running/init';
import { insertSession } from '../../src/sessions/sessionRows';
import { describeOnEachEngine } from '../support/engines';
import { environmentOf } from '../support/locationEnvironment';
import { runInProcess } from '../support/runInProcess';
import { World } from '../support/world';

const SIGN_IN = `mutation ($password: String!) {
  signIn(input: { email: "ada@example.com", password: $password }) { userErrors { code } }
}`;

describeOnEachEngine('latchkey users reset-password', (engine) => {
  let world: World;
  const run = (args: string[], input?: string) =>
    runInProcess(['users', 'reset-password', ...args], { environment: environmentOf(world.config.database), input });
  const signIn = async (password: string) =>
    (await world.as(null).run(SIGN_IN, { password })).body.data.signIn.userErrors;

  beforeEach(async () => {
    world = await World.create(engine);
    world.now = Date.now(); // The command line has the real clock.
    const { services } = world.app;
    const parts = { storage: world.database, services, clock: () => world.now, catalogue: world.config.catalogue };
    await initOrganization(parts, {
      organization: 'Acme',
      email: 'ada@example.com',
      name: 'Ada',
      password: 'the old one',
    });
  });

  it('gives another password, and ends the sessions of the person', async () => {
    const [membership] = await world.rows<{ id: string; userId: string }>('SELECT "id", "userId" FROM "membership"');
    const session = { userId: membership?.userId ?? '', membershipId: membership?.id ?? '', createdAt: world.now };
    const { token } = await world.database.write(({ sql }) => insertSession(sql, session));
    const { code, stdout, stderr } = await run(['--email', 'Ada@Example.com', '--json']);
    const made = JSON.parse(stdout);
    expect([code, stderr, made]).toEqual([
      0,
      '',
      {
        email: 'ada@example.com',
        password: expect.stringMatching(/^[\w-]{24}$/),
        endedInvitationCount: 0,
        endedApiKeyCount: 0,
        workingApiKeys: [],
      },
    ]);
    expect(await signIn('the old one')).toEqual([{ code: 'INVALID' }]);
    expect(await signIn(made.password)).toEqual([]);
    const answer = await world.graphql({ query: '{ viewer { name } }' }, { cookie: `latchkey-session=${token}` });
    expect(answer.status).toBe(401);
    const events = await world.rows(
      `SELECT "targetId", "outcome" FROM "audit_event" WHERE "type" = 'member.password_reset'`,
    );
    expect(events).toEqual([{ targetId: membership?.id, outcome: 'SUCCESS' }]);
  });

  it('takes the password from standard input, and does not print it', async () => {
    const { code, stdout } = await run(['--email', 'ada@example.com', '--password-stdin'], 'correct horse battery\n');
    expect([code, stdout]).toEqual([0, 'login  ada@example.com\n']);
    expect(await signIn('correct horse battery')).toEqual([]);
  });

  it.each([
    ['nobody has the address', ['--email', 'eve@example.com'], '', 1, 'Nobody signs in with eve@example.com.\n'],
    ['it is no address', ['--email', 'eve'], '', 2, '--email: This is not an e-mail address.\n'],
    [
      'the password is a common one',
      ['--email', 'ada@example.com', '--password-stdin'],
      'password1',
      2,
      'This password is one of the most common ones, which are tried first: choose another.\n',
    ],
  ])('changes nothing where %s', async (_why, args, input, code, stderr) => {
    expect(await run(args, input)).toEqual({ code, stdout: '', stderr });
    expect(await signIn('the old one')).toEqual([]);
  });
});
