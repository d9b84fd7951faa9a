import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerAddress, type SMTPServerSession } from 'smtp-server';
import { DAY_MS } from '../../src/clock';
import { addPerson, forgetFailures, signedIn } from '../support/people';
import { ACCEPTED, acceptInvitation, inviteMember, inviteRefused } from '../support/peopleMutations';
import { Visitor } from '../support/Visitor';
import { World } from '../support/world';

const MAIL_PASSWORD = 'a pass of the mail server';

/** A letter as the mail server got it. */
interface Letter {
  readonly from: string;
  readonly to: readonly string[];
  readonly text: string;
}

/**
 * A mail server on loopback. Shape: `refusal` is what it says to whom it does not take a letter from, after it has waited
 * for `meanwhile`.
 */
class MailServer {
  readonly letters: Letter[] = [];
  refusal: string | null = null;
  meanwhile: () => Promise<unknown> = async () => undefined;
  private readonly server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, answer) =>
      answer(password === MAIL_PASSWORD ? null : new Error('no'), { user: username }),
    onRcptTo: (_address, _session, answer) => {
      void this.meanwhile().then(() => answer(this.refusal === null ? null : new Error(this.refusal)));
    },
    onData: (stream, session, answer) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        this.letters.push(letterOf(session, Buffer.concat(chunks).toString()));
        answer();
      });
    },
  });

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', () => resolve()));
    return (this.server.server.address() as AddressInfo).port;
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

function letterOf({ envelope }: SMTPServerSession, text: string): Letter {
  const { address } = envelope.mailFrom as SMTPServerAddress;
  return { from: address, to: envelope.rcptTo.map((each) => each.address), text };
}

/** The headers of a letter, unfolded, and its body, decoded. */
function parts({ text }: Letter): { headers: string[]; body: string } {
  const end = text.indexOf('\r\n\r\n');
  const headers = text
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const raw = text.slice(end + 4);
  const encoding = headers.find((line) => /^content-transfer-encoding:/i.test(line))?.split(': ')[1];
  if (encoding === 'base64') return { headers, body: Buffer.from(raw, 'base64').toString() };
  if (encoding !== 'quoted-printable') return { headers, body: raw };
  const bytes = raw
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_all, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return { headers, body: Buffer.from(bytes, 'latin1').toString() };
}

describe('invitations by mail', () => {
  const mail = new MailServer();
  let world: World;
  let port: number;

  beforeAll(async () => {
    port = await mail.listen();
    world = await World.create('sqlite', {
      SMTP_URL: `smtp://latchkey:${encodeURIComponent(MAIL_PASSWORD)}@127.0.0.1:${port}`,
      MAIL_FROM: 'Latchkey <keys@example.com>',
      PUBLIC_URL: 'http://keys.example.com/base',
    });
  });
  beforeEach(() => {
    mail.letters.length = 0;
    mail.refusal = null;
    mail.meanwhile = async () => undefined;
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
    expect(mail.letters).toMatchObject([{ from: 'keys@example.com', to: ['grace@example.com'] }]);
    const { headers, body } = parts(mail.letters[0] as Letter);
    expect(headers).toEqual(
      expect.arrayContaining([
        'From: Latchkey <keys@example.com>',
        'To: grace@example.com',
        'Subject: Invitation to Acme',
      ]),
    );
    const token = /http:\/\/keys\.example\.com\/base\/#\/invitation\/([\w-]{43})/.exec(body)?.[1] ?? '';
    expect(body.replaceAll('\r\n', '\n')).toBe(`Ada invites you to Acme at Latchkey.

Accept the invitation with this link. It works once, until 2026-11-30T12:00:00.000Z:

http://keys.example.com/base/#/invitation/${token}

If you do not know what this is about, leave it be: nothing happens then.
`);
    expect((await acceptInvitation(new Visitor(world), { token, name: 'Grace' })).body).toEqual(ACCEPTED);
    expect(JSON.stringify(answer)).not.toContain(token);
    expect(world.logLines.join()).not.toContain(token);
  });

  it.each([
    ['Ünïcode 株式会社 🔑', 'Zoë'],
    ['<b>Acme</b> & "Co"', '<script>alert(1)</script>'],
    ['Acme\r\nBcc: eve@example.com', 'Ada\r\n.\r\nMAIL FROM:<eve@example.com>'],
    ['=?utf-8?B?QmNjOiBldmU=?=', '.'],
    ['x'.repeat(100), '%0d%0aBcc: eve@example.com'],
    ['Acme, eve@example.com', 'eve@example.com;'],
  ])('tell names as they are, in no header but the subject, and to nobody else: %j', async (organization, name) => {
    const admin = await signedInAt(organization, name);
    expect((await inviteMember(admin, 'grace@example.com')).body.data.inviteMember.link).toBeNull();
    expect(mail.letters).toMatchObject([{ from: 'keys@example.com', to: ['grace@example.com'] }]);
    const { headers, body } = parts(mail.letters[0] as Letter);
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
    expect(headers.find((line) => line.startsWith('Content-Type'))).toMatch(/^Content-Type: text\/plain/);
    const oneLine = (text: string): string => text.replace(/\r\n/g, '\n');
    expect(oneLine(body)).toContain(`${oneLine(name)} invites you to ${oneLine(organization)} at Latchkey.`);
  });

  it.each([
    ['refuses the address', 'smtp', 'No such mailbox here.'],
    ['does not know who hands them over', 'wrong password', null],
    ['is not there', 'nobody', null],
  ])(
    'are not made, nor handed to anybody else, where the mail server %s, which the log tells',
    async (_what, how, refusal) => {
      mail.refusal = refusal;
      const other = await World.create('sqlite', {
        SMTP_URL: {
          smtp: `smtp://latchkey:${encodeURIComponent(MAIL_PASSWORD)}@127.0.0.1:${port}`,
          'wrong password': `smtp://latchkey:hunter2-hunter2@127.0.0.1:${port}`,
          nobody: 'smtp://latchkey:hunter2-hunter2@127.0.0.1:1',
        }[how] as string,
        MAIL_FROM: 'keys@example.com',
      });
      const acme = await other.organization();
      const answer = await inviteMember(other.as(acme.key), 'grace@example.com');
      expect([answer.status, answer.body]).toMatchObject([
        503,
        {
          data: { inviteMember: null },
          errors: [
            {
              message: 'The invitation could not be mailed. Wait, then try again.',
              extensions: { code: 'SERVICE_UNAVAILABLE' },
            },
          ],
        },
      ]);
      expect(await other.rows('SELECT "id" FROM "invitation"')).toEqual([]);
      expect(mail.letters).toEqual([]);
      const log = other.logLines.join('\n');
      const told = other.logLines.map((line) => JSON.parse(line)).filter(({ level }) => level >= 50);
      expect(told).toMatchObject([
        { msg: 'an invitation could not be mailed' },
        { msg: 'refused', code: 'SERVICE_UNAVAILABLE' },
      ]);
      for (const secret of ['/#/invitation/', 'hunter2', MAIL_PASSWORD, encodeURIComponent(MAIL_PASSWORD)]) {
        expect(log).not.toContain(secret);
        expect(log).not.toContain(Buffer.from(secret).toString('base64').replace(/=+$/, ''));
      }
      await other.close();
    },
  );

  it('go to one person five times an hour at most, and to others all the same', async () => {
    const admin = await signedInAt('Acme', 'Ada');
    for (const _letter of [1, 2, 3, 4, 5]) await inviteMember(admin, 'grace@example.com');
    expect((await inviteMember(admin, 'Grace@Example.com')).body).toEqual(
      inviteRefused('LIMIT_REACHED', 'input', 'email'),
    );
    expect((await inviteMember(admin, 'heidi@example.com')).body.data.inviteMember.userErrors).toEqual([]);
    expect(mail.letters).toHaveLength(6);
  });

  it('count only where they were sent, not where they were refused', async () => {
    const admin = await signedInAt('Acme', 'Ada');
    await forgetFailures(world);
    const counts = () => world.rows('SELECT "count" FROM "throttle" ORDER BY "count"');
    for (const _letter of [1, 2, 3, 4, 5, 6, 7]) await inviteMember(admin, 'grace@example.com');
    expect(await counts()).toEqual([{ count: 5 }, { count: 5 }]);
    await world.rows('UPDATE "throttle" SET "count" = 200 WHERE "endsAt" = $1', [world.now + DAY_MS]);
    expect((await inviteMember(admin, 'heidi@example.com')).body).toEqual(inviteRefused('LIMIT_REACHED', 'input'));
    expect(await counts()).toEqual([{ count: 0 }, { count: 5 }, { count: 200 }]);
  });

  it('are two hundred a day of one organization at most, whoever they go to', async () => {
    const [admin, other] = [await signedInAt('Acme', 'Ada'), await signedInAt('Globex', 'Bob')];
    await inviteMember(admin, 'grace@example.com');
    await world.rows('UPDATE "throttle" SET "count" = 200 WHERE "endsAt" = $1', [world.now + DAY_MS]);
    expect((await inviteMember(admin, 'heidi@example.com')).body).toEqual(inviteRefused('LIMIT_REACHED', 'input'));
    expect((await inviteMember(other, 'heidi@example.com')).body.data.inviteMember.userErrors).toEqual([]);
    expect(mail.letters).toHaveLength(2);
  });

  it('are not made where they cannot be mailed, even if the session of who asked has ended meanwhile', async () => {
    const admin = await signedInAt('Acme', 'Ada');
    mail.refusal = 'No such mailbox here.';
    mail.meanwhile = () => world.rows('DELETE FROM "session"');
    const counted = () => world.rows('SELECT SUM("count") AS "sum" FROM "throttle"');
    const before = await counted();
    expect((await inviteMember(admin, 'ivan@example.com')).body.errors).toMatchObject([
      { extensions: { code: 'SERVICE_UNAVAILABLE' } },
    ]);
    expect(await counted()).toEqual(before);
    expect(await world.rows(`SELECT "id" FROM "invitation" WHERE "email" = 'ivan@example.com'`)).toEqual([]);
  });

  async function signedInAt(organization: string, name: string): Promise<Visitor> {
    return signedIn(world, await addPerson(world, await world.organization(organization), { name }));
  }
});
