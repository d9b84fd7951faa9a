import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { mailServer } from '../../src/mail';
import { mailFailure } from '../../src/outbox/mailFailure';

const LINK = 'http://127.0.0.1/#/invitation/abc';

/** Answers each command of a client, by its name, and the letter, by `.`. */
type Answer = (socket: Socket, command: string) => void;

describe('the failure of a letter', () => {
  let server: Server;

  afterEach(() => new Promise((resolve) => server.close(resolve)));

  /** What is kept of a letter that was handed to such a mail server. */
  async function failureAt(step: string, answer: Answer): Promise<string> {
    server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.write('220 ready\r\n');
      socket.on('data', (chunk) => {
        const text = chunk.toString();
        const command = text.endsWith('\r\n.\r\n') ? '.' : (/^[A-Z]+/.exec(text)?.[0] ?? '');
        if (command === step) answer(socket, command);
        else socket.write(command === 'DATA' ? '354 go on\r\n' : '250 well\r\n');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo; // It listens on a port, not on a pipe.
    const send = mailServer({ mail: { url: `smtp://127.0.0.1:${port}`, from: 'keys@example.com' } });
    const letter = { to: { name: '' as const, address: 'grace@example.com' }, subject: 'Invitation', text: LINK };
    return (
      send?.(letter, { id: '1', signal: new AbortController().signal }).then(() => 'sent', mailFailure) ?? 'no server'
    );
  }

  it('repeats nothing of an answer to the letter', async () => {
    const failure = await failureAt('.', (socket) => socket.write(`550 spam: ${LINK}\r\n`));
    expect(failure).toBe('EMESSAGE, DATA, 550');
  });

  it('repeats nothing of an answer to the letter that breaks off with the connection', async () => {
    const failure = await failureAt('.', (socket) => socket.end(`550 spam: ${LINK}`));
    expect(failure).toBe('ECONNECTION, CONN, 550');
  });

  it('repeats what the mail server says about the recipient, without any address', async () => {
    const refuse: Answer = (socket) => socket.write('550 <grace@example.com>: ask admin@mail.example.com\r\n');
    expect(await failureAt('RCPT', refuse)).toBe(
      "EENVELOPE, RCPT TO, 550: Can't send mail - all recipients were rejected: 550 <[address]>: ask [address]",
    );
  });

  it('holds nothing that a terminal takes as a command, or that turns its text', async () => {
    const refuse: Answer = (socket) => socket.write('550 no \u001b[2J\u009b2J\u202e\u2028here\r\n');
    const failure = await failureAt('RCPT', refuse);
    expect(failure).toMatch(/: 550 no {2}\[2J 2J here$/);
  });

  it('tells of a connection that ends without an answer', async () => {
    const failure = await failureAt('.', (socket) => socket.end());
    expect(failure).toBe('ECONNECTION, CONN: Connection closed unexpectedly');
  });
});
