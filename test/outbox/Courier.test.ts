import type { Parcel } from '../../src/outbox/Parcel';
import { describeOnEachEngine } from '../support/engines';
import { gate } from '../support/gate';
import { headerOf, type Letter, MailServer, tokenIn } from '../support/MailServer';
import { addPerson, signedIn } from '../support/people';
import { acceptInvitation, deleteInvitation, inviteMember } from '../support/peopleMutations';
import { runJob } from '../support/runJob';
import { Visitor } from '../support/Visitor';
import { waitUntil } from '../support/waitUntil';
import { NOW, type TestOrganization, World } from '../support/world';

const MINUTE_MS = 60_000;
const NEW_SECRET = 'another secret for tests that is long enough';
/** A little past the longest first pause. */
const AFTER_A_MINUTE = NOW + 67_000;

describeOnEachEngine('the courier', (engine) => {
  const mail = new MailServer();
  let world: World;
  let acme: TestOrganization;

  beforeAll(() => mail.listen());
  afterAll(() => mail.close());
  beforeEach(async () => {
    mail.reset();
    world = await World.create(engine, mail.environment());
    acme = await world.organization();
  });
  afterEach(() => world.close());

  const invite = (email = 'grace@example.com', by: World = world) => inviteMember(by.as(acme.key), email);
  const parcels = () => world.rows<Parcel>('SELECT * FROM "outbox_parcel" ORDER BY "id"');
  const tried = (times: number) =>
    waitUntil(`it was tried ${times} times`, async () => (await parcels())[0]?.tries === times);

  it('sends a letter that was refused once more, with the same Message-ID', async () => {
    mail.refusal = 'Come back later.';
    mail.isLate = true;
    await invite();
    await tried(1);
    mail.refusal = null;
    world.now = AFTER_A_MINUTE;
    await runJob(world, 'courier');
    const [refused, accepted] = [mail.refused[0] as Letter, mail.letters[0] as Letter];
    expect(headerOf(accepted, 'Message-ID')).toMatch(/^<[0-9a-f]{32}@example\.com>$/);
    expect(headerOf(refused, 'Message-ID')).toBe(headerOf(accepted, 'Message-ID'));
    expect([mail.refused.length, mail.letters.length]).toEqual([1, 1]);
    expect(await parcels()).toEqual([]);
  });

  it('keeps nothing of what the mail server says about the letter itself, which may be the letter', async () => {
    mail.refusal = 'I do not like http://127.0.0.1/#/invitation/abc';
    mail.isLate = true;
    await invite();
    await tried(1);
    expect(await parcels()).toMatchObject([{ failure: 'EMESSAGE, DATA, 450' }]);
    expect(world.logLines.join()).not.toContain('do not like');
  });

  it('tries again after 1, 5 and 30 minutes, 2 hours and then every 6, and gives up after 24 hours', async () => {
    mail.refusal = 'Not today.';
    await invite();
    const pauses: number[] = [];
    for (let tries = 1; tries <= 8; tries += 1) {
      await tried(tries); // By the job in the background, which may have taken the letter before this test did.
      const dueAt = (await parcels())[0]?.dueAt ?? 0;
      pauses.push((dueAt - world.now) / MINUTE_MS);
      world.now = dueAt - 1;
      await runJob(world, 'courier');
      expect(await parcels()).toMatchObject([{ tries, givenUpAt: null, takenUntil: null }]);
      world.now = dueAt;
      await runJob(world, 'courier');
    }
    const bounds = [1, 5, 30, 120, 360, 360, 360].map((pause, index) => Math.abs(1 - (pauses[index] ?? 0) / pause));
    expect(bounds.filter((deviation) => deviation > 0.1001)).toEqual([]);
    expect(world.now).toBe(NOW + 24 * 60 * MINUTE_MS);
    await runJob(world, 'give-up-parcels');
    expect(await parcels()).toMatchObject([{ tries: 8, givenUpAt: world.now, sealedContent: null }]);
    expect(mail.begun).toHaveLength(8);
    const told = world.logLines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'a letter was given up');
    expect(told).toMatchObject([{ level: 50, tries: 8, failure: expect.stringContaining('Not today.') }]);
    mail.refusal = null;
    world.now += 30 * 24 * 60 * MINUTE_MS;
    await runJob(world, 'courier');
    await runJob(world, 'sweep-outbox');
    expect([await parcels(), mail.letters]).toEqual([[], []]);
  });

  it('mails each letter once, though two servers put them into one outbox and empty it at the same time', async () => {
    const second = await world.secondServer();
    const emails = Array.from({ length: 12 }, (_none, index) => `person${index}@example.com`);
    await Promise.all(emails.map((email, index) => invite(email, index % 2 === 0 ? world : second)));
    await Promise.all([runJob(world, 'courier'), runJob(second, 'courier'), runJob(second, 'courier')]);
    await mail.received(12);
    await waitUntil('the outbox is empty', async () => (await parcels()).length === 0);
    expect(mail.letters.flatMap(({ to }) => to).sort()).toEqual([...emails].sort());
    expect(new Set(mail.letters.map((letter) => headerOf(letter, 'Message-ID'))).size).toBe(12);
  });

  it('sends what another process took and did not send, once that has had its time', async () => {
    await world.app.clockwork.stop();
    await invite();
    await world.rows('UPDATE "outbox_parcel" SET "takenUntil" = $1', [NOW + 30_000]);
    world.now = NOW + 29_999;
    await runJob(world, 'courier');
    expect(mail.begun).toEqual([]);
    world.now = NOW + 30_000;
    await runJob(world, 'courier');
    expect(mail.letters).toHaveLength(1);
  });

  it('leaves a letter that is on its way when the process stops to the next one, and counts no try', async () => {
    mail.meanwhile = () => new Promise(() => undefined); // The mail server hangs.
    await invite();
    await waitUntil('the letter is on its way', () => mail.begun.length === 1);
    await world.app.clockwork.stop();
    expect(await parcels()).toMatchObject([{ tries: 0, takenUntil: null, failure: null }]);
    mail.reset();
    await world.secondServer();
    await mail.received(1);
  });

  it('begins no letter where the process stops while it takes the parcel, and leaves it to the next one', async () => {
    await world.app.clockwork.stop();
    await invite();
    const stopping = new AbortController();
    const turn = runJob(world, 'courier', stopping.signal);
    stopping.abort();
    await turn;
    expect(mail.begun).toEqual([]);
    expect(await parcels()).toMatchObject([{ tries: 0, takenUntil: null }]);
  });

  it('has a parcel for 30 seconds from the write that takes it', async () => {
    const { open, opened } = gate();
    await world.app.clockwork.stop();
    await invite();
    mail.meanwhile = () => opened; // The mail server hangs.
    const turn = runJob(world, 'courier');
    world.now = NOW + 10_000; // Meanwhile the parcel is looked for.
    await waitUntil('the letter is on its way', () => mail.begun.length === 1);
    const taken = await parcels();
    open();
    await turn;
    expect(taken).toMatchObject([{ takenUntil: NOW + 40_000 }]);
    expect(await parcels()).toEqual([]);
  });

  it('keeps neither the link nor the address where a reader of the database could use it', async () => {
    await world.app.clockwork.stop();
    await invite();
    const rows = JSON.stringify(await parcels());
    expect(rows).not.toContain('grace');
    await runJob(world, 'courier');
    const token = tokenIn(mail.letters[0] as Letter);
    expect(token).toHaveLength(43);
    expect(rows).not.toContain(token);
    expect(rows).not.toContain(Buffer.from(token).toString('base64url'));
  });

  it('sends what waits under an earlier master secret, as long as the server has that', async () => {
    await world.app.clockwork.stop();
    await invite();
    const stranger = await world.secondServer({ secret: NEW_SECRET });
    await tried(1);
    await stranger.app.clockwork.stop();
    expect(await parcels()).toMatchObject([
      { failure: 'it was sealed under a master secret that this server does not have' },
    ]);
    const heir = await world.secondServer({ secret: NEW_SECRET, previousSecrets: [world.config.secret] });
    heir.now = AFTER_A_MINUTE;
    heir.app.clockwork.wake('courier');
    await mail.received(1);
  });

  it.each([
    ['withdrawn', (id: string) => deleteInvitation(world.as(acme.key), id)],
    ['replaced', () => invite()],
    ['taken from whoever made it', () => world.as(acme.key).run(deleteOwnKey(acme.key.id))],
  ])('sends no letter of an invitation that was %s meanwhile', async (_how, end) => {
    await world.app.clockwork.stop();
    const [first] = [(await invite()).body.data.inviteMember.invitation.id];
    await end(first);
    const left = (await parcels()).map(({ destinationId }) => destinationId);
    expect(left).not.toContain(first);
    await runJob(world, 'courier');
    expect(mail.letters).toHaveLength(left.length);
  });

  it('sends no letter again once its invitation was accepted, nor after that has expired', async () => {
    await world.app.clockwork.stop();
    const [ada, soon] = [await addPerson(world, acme), await world.key(acme, { expiresAt: NOW + MINUTE_MS })];
    await inviteMember(await signedIn(world, ada), 'grace@example.com');
    await inviteMember(world.as(soon), 'heidi@example.com');
    const resend = () => world.rows('UPDATE "outbox_parcel" SET "dueAt" = $1, "takenUntil" = NULL', [world.now]);
    mail.refusal = 'Read, and refused.';
    mail.isLate = true;
    await runJob(world, 'courier');
    const token = mail.refused.filter(({ to }) => to.includes('grace@example.com')).map(tokenIn)[0] ?? '';
    await acceptInvitation(new Visitor(world), { token, name: 'Grace' });
    world.now = NOW + MINUTE_MS;
    await resend();
    mail.reset();
    await runJob(world, 'courier');
    await runJob(world, 'give-up-parcels');
    expect(mail.begun).toEqual([]);
    expect(await parcels()).toMatchObject([{ givenUpAt: world.now, sealedContent: null }]);
  });

  function deleteOwnKey(id: string): string {
    return `mutation { deleteApiKey(input: { id: "${id}" }) { deletedApiKeyId } }`;
  }
});
