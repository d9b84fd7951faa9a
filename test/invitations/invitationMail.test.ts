import { DAY_MS } from '../../src/clock';
import { type Letter, letterParts, MAIL_PASSWORD, MailServer } from '../support/MailServer';
import { addPerson, signedIn } from '../support/people';
import { ACCEPTED, acceptInvitation, inviteMember, inviteRefused } from '../support/peopleMutations';
import { Visitor } from '../support/Visitor';
import { waitUntil } from '../support/waitUntil';
import { World } from '../support/world';

const NOBODY = { SMTP_URL: 'smtp://latchkey:hunter2-hunter2@127.0.0.1:1', MAIL_FROM: 'keys@example.com' };

describe('invitations by mail', () => {
  const mail = new MailServer();
  let world: World;

  beforeAll(async () => {
    await mail.listen();
    world = await World.create('sqlite', { ...mail.environment(), PUBLIC_URL: 'http://keys.example.com/base' });
  });
  beforeEach(() => {
    mail.reset();
    world.logLines.length = 0;
  });
  afterAll(async () => {
    await world.close();
    await mail.close();
  });

  it('arrive with the link, which is then in no answer', async () => {
    const admin = await signedInAt('Acme', 'Ada');
    const answer = await inviteMember(admin, 'grace@example.com', 'ADMIN');
    expect(answer.body.data.inviteMember).toMatchObject({ link: null, userErrors: [] });
    await mail.received(1);
    expect(mail.letters).toMatchObject([{ from: 'keys@example.com', to: ['grace@example.com'] }]);
    const { headers, body } = letterParts(mail.letters[0] as Letter);
    expect(headers).toEqual(
      expect.arrayContaining([
        'From: Latchkey <keys@example.com>',
        'To: grace@example.com',
        'Subject: You are invited to Latchkey',
        expect.stringMatching(/^Message-ID: <[0-9a-f]{32}@example\.com>$/),
      ]),
    );
    const token = /http:\/\/keys\.example\.com\/base\/#\/invitation\/([\w-]{43})/.exec(body)?.[1] ?? '';
    expect(body.replaceAll('\r\n', '\n')).toBe(`You are invited to an organization at Latchkey.

Accept the invitation with this link. It works once, until 2026-11-30T12:00:00.000Z:

http://keys.example.com/base/#/invitation/${token}

The organization calls itself: “Acme”
Who invites you is called: “Ada”

Nobody checked these two names. If you do not know what this is about, leave it be: nothing happens then.
`);
    expect((await acceptInvitation(new Visitor(world), { token, name: 'Grace' })).body).toEqual(ACCEPTED);
    expect(JSON.stringify(answer)).not.toContain(token);
    expect(world.logLines.join()).not.toContain(token);
  });

  it.each([
    ['Ünïcode 株式会社 🔑', 'Zoë', 'Ünïcode 株式会社 🔑', 'Zoë'],
    ['<b>Acme</b> & "Co"', 'St. John', "<b>Acme</ b> & 'Co'", 'St. John'],
    ['Acme\r\nBcc: eve@example.com', 'A\r\n.\r\nRCPT', 'Acme Bcc: eve@ example. com', 'A . RCPT'],
    ['=?utf-8?B?QmNjOiBldmU=?=', '.', '=?utf-8?B?QmNjOiBldmU=?=', '.'],
    ['x'.repeat(100), '%0d%0aBcc: eve', 'x'.repeat(100), '%0d%0aBcc: eve'],
    [
      'Your key leaks: https://evil.example/a',
      'www。evil．example',
      'Your key leaks: https: / / evil. example/ a',
      'www。 evil． example',
    ],
    [
      'Acme”\u2028\u2028Go to evil.example',
      'mailto:eve@evil.\ufeffexample',
      "Acme' Go to evil. example",
      'mailto: eve@ evil. \ufeffexample',
    ],
  ])(
    'quote names without a link, in no header, and go to nobody else: %j, %j',
    async (organization, name, toldOrganization, toldName) => {
      const admin = await signedInAt(organization, name);
      expect((await inviteMember(admin, 'grace@example.com')).body.data.inviteMember.link).toBeNull();
      await mail.received(1);
      expect(mail.letters).toMatchObject([{ from: 'keys@example.com', to: ['grace@example.com'] }]);
      const { headers, body } = letterParts(mail.letters[0] as Letter);
      const names = headers.map((line) => line.slice(0, line.indexOf(':')).toLowerCase()).sort();
      expect(names).toEqual([
        'content-transfer-encoding',
        'content-type',
        'date',
        'from',
        'message-id',
        'mime-version',
        'subject',
        'to',
      ]);
      expect(headers).toContain('Subject: You are invited to Latchkey');
      expect(headers.find((line) => line.startsWith('Content-Type'))).toMatch(/^Content-Type: text\/plain/);
      const quotations = body.split('\r\n').filter((line) => line.includes('“'));
      expect(quotations).toEqual([
        `The organization calls itself: “${toldOrganization}”`,
        `Who invites you is called: “${toldName}”`,
      ]);
    },
  );

  it('are made at once, whatever the mail server does meanwhile', async () => {
    const admin = await signedInAt('Acme', 'Ada');
    let answer: () => void = () => undefined;
    mail.meanwhile = () => new Promise<void>((resolve) => (answer = resolve));
    expect((await inviteMember(admin, 'ivan@example.com')).body.data.inviteMember.userErrors).toEqual([]);
    await waitUntil('the letter is on its way', () => mail.begun.length === 1);
    expect(mail.letters).toEqual([]);
    answer();
    await mail.received(1);
  });

  it.each([
    ['refuses the address', () => mail.environment(), /^EENVELOPE, RCPT TO, 550: .*No such mailbox here\./],
    ['does not know who hands them over', () => mail.environment('hunter2-hunter2'), /^EAUTH, AUTH PLAIN, 535$/],
    ['is not there', () => NOBODY, /^ESOCKET, CONN: connect ECONNREFUSED 127\.0\.0\.1:1$/],
  ])('are made, and the log tells why they were not mailed, where the mail server %s', async (_what, settings, why) => {
    mail.refusal = 'No such mailbox here.';
    const other = await World.create('sqlite', settings());
    const acme = await other.organization();
    const { body } = await inviteMember(other.as(acme.key), 'grace@example.com');
    expect(body.data.inviteMember).toMatchObject({ link: null, userErrors: [] });
    const told = () => other.logLines.map((line) => JSON.parse(line)).filter(({ level }) => level >= 50);
    await waitUntil('the log tells that letters wait', () => told().length === 2);
    expect(told()).toMatchObject([
      { msg: 'a letter could not be sent', tries: 1, failure: expect.stringMatching(why) },
      { msg: 'letters wait in the outbox', count: 1, oldestAt: '2026-11-23T12:00:00.000Z' },
    ]);
    expect(await other.rows('SELECT "email" FROM "invitation"')).toEqual([{ email: 'grace@example.com' }]);
    expect(mail.letters).toEqual([]);
    const log = other.logLines.join('\n');
    for (const secret of ['/#/invitation/', 'hunter2', MAIL_PASSWORD, encodeURIComponent(MAIL_PASSWORD)]) {
      expect(log).not.toContain(secret);
      expect(log).not.toContain(Buffer.from(secret).toString('base64').replace(/=+$/, ''));
    }
    await other.close();
  });

  it('go to one person five times an hour at most, and to others all the same', async () => {
    const admin = await signedInAt('Acme', 'Ada');
    for (const _letter of [1, 2, 3, 4, 5]) await inviteAndWait(admin, 'grace@example.com');
    expect((await inviteMember(admin, 'Grace@Example.com')).body).toEqual(
      inviteRefused('LIMIT_REACHED', 'input', 'email'),
    );
    await inviteAndWait(admin, 'heidi@example.com');
    expect(mail.letters).toHaveLength(6);
  });

  it('count where they are to be sent, not where they are refused', async () => {
    const other = await World.create('sqlite', NOBODY);
    const admin = other.as((await other.organization()).key);
    const counts = () => other.rows('SELECT "count" FROM "throttle" ORDER BY "count"');
    for (const _letter of [1, 2, 3, 4, 5, 6, 7]) await inviteMember(admin, 'grace@example.com');
    expect(await counts()).toEqual([{ count: 5 }, { count: 5 }]);
    await other.rows('UPDATE "throttle" SET "count" = 200 WHERE "endsAt" = $1', [other.now + DAY_MS]);
    expect((await inviteMember(admin, 'heidi@example.com')).body).toEqual(inviteRefused('LIMIT_REACHED', 'input'));
    expect(await counts()).toEqual([{ count: 0 }, { count: 5 }, { count: 200 }]);
    await other.close();
  });

  it('are two hundred a day of one organization at most, whoever they go to', async () => {
    const [admin, other] = [await signedInAt('Acme', 'Ada'), await signedInAt('Globex', 'Bob')];
    await inviteMember(admin, 'grace@example.com');
    await world.rows('UPDATE "throttle" SET "count" = 200 WHERE "endsAt" = $1', [world.now + DAY_MS]);
    expect((await inviteMember(admin, 'heidi@example.com')).body).toEqual(inviteRefused('LIMIT_REACHED', 'input'));
    expect((await inviteMember(other, 'heidi@example.com')).body.data.inviteMember.userErrors).toEqual([]);
    await mail.received(2);
    expect(mail.letters).toHaveLength(2);
  });

  /** The next invitation of the same person would take the letter of this one back. */
  async function inviteAndWait(admin: Visitor, email: string): Promise<void> {
    const count = mail.letters.length;
    expect((await inviteMember(admin, email)).body.data.inviteMember.userErrors).toEqual([]);
    await mail.received(count + 1);
  }

  async function signedInAt(organization: string, name: string): Promise<Visitor> {
    return signedIn(world, await addPerson(world, await world.organization(organization), { name }));
  }
});
