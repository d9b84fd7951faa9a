import { describeOnEachEngine } from '../support/engines';
import { environmentOf } from '../support/locationEnvironment';
import { MailServer } from '../support/MailServer';
import { inviteMember } from '../support/peopleMutations';
import { runInProcess } from '../support/runInProcess';
import { waitUntil } from '../support/waitUntil';
import { World } from '../support/world';

const ID = expect.stringMatching(/^[0-9a-f]{32}$/);
const INSTANT = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

describeOnEachEngine('latchkey outbox', (engine) => {
  const mail = new MailServer();
  let world: World;
  const run = (...args: string[]) =>
    runInProcess(['outbox', ...args], { environment: environmentOf(world.config.database) });

  beforeAll(() => mail.listen());
  afterAll(() => mail.close());
  beforeEach(async () => {
    mail.reset();
    world = await World.create(engine, mail.environment());
    world.now = Date.now(); // The command line has the real clock.
  });

  it('list says so where nothing waits', async () => {
    expect(await run('list')).toEqual({ code: 0, stdout: 'Nothing waits.\n', stderr: '' });
    expect(JSON.parse((await run('list', '--json')).stdout)).toEqual([]);
  });

  it('list tells what waits and why, and not whom it is for, and retry has it sent at once', async () => {
    mail.refusal = 'Not today.';
    const acme = await world.organization();
    const { body } = await inviteMember(world.as(acme.key), 'grace@example.com');
    const tries = async () => (await world.rows<{ tries: number }>('SELECT "tries" FROM "outbox_parcel"'))[0]?.tries;
    await waitUntil('it was tried', async () => (await tries()) === 1);
    const failure = expect.stringMatching(/^EENVELOPE, RCPT TO, 550: .*Not today\.$/);
    const { stdout } = await run('list', '--json');
    expect(JSON.parse(stdout)).toEqual([
      {
        id: ID,
        kind: 'MAIL',
        destinationId: body.data.inviteMember.invitation.id,
        state: 'WAITING',
        createdAt: new Date(world.now).toISOString(),
        dueAt: INSTANT,
        endsAt: new Date(world.now + 86_400_000).toISOString(),
        tries: 1,
        failure,
      },
    ]);
    expect(stdout).not.toContain('grace');
    expect((await run('list')).stdout).toMatch(
      /^ID +KIND +STATE +DUE +TRIES +LAST FAILURE\n[0-9a-f]{32} +MAIL +WAITING +\S+Z +1 +EENVELOPE[^\n]*\n$/,
    );
    mail.refusal = null;
    expect(JSON.parse((await run('retry', '--json')).stdout)).toEqual({ retriedCount: 1 });
    world.now = Date.now();
    await mail.received(1);
    await waitUntil('the outbox is empty', async () => (await tries()) === undefined);
    expect((await run('retry')).stdout).toBe('Due now: 0.\n');
  });
});
