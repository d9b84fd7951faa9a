import { eventSender, type Resolve } from '../../src/webhooks/eventSender';
import { answerWith, type ReceivedEvent, TAKE, WebhookReceiver } from '../support/WebhookReceiver';

const BODY = '{"id":"1"}';
const MEGABYTE = 1024 * 1024;

/** What the system answers for names. */
const resolvedTo = (...addresses: string[]) =>
  jest.fn<void, Parameters<Resolve>>((_name, _options, done) =>
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    ),
  );

describe('eventSender', () => {
  const neverOver = new AbortController().signal;
  const send = (url: string, { timeoutMs = 5_000, allowsPrivate = true, signal = neverOver } = {}) =>
    eventSender({ timeoutMs, allowsPrivate })({ url, headers: { 'content-type': 'text/plain' }, body: BODY }, signal);
  const sendToName = (url: string, resolve: Resolve) =>
    eventSender({ timeoutMs: 5_000, allowsPrivate: false, resolve })({ url, headers: {}, body: BODY }, neverOver);

  it('posts a body, and tells what was answered', async () => {
    const receiver = await WebhookReceiver.listen();
    receiver.behaviour = answerWith(503, { 'retry-after': '7' }, 'not now');
    expect(await send(receiver.url)).toEqual({ status: 503, retryAfter: '7', body: 'not now' });
    expect(receiver.received).toMatchObject([{ raw: BODY, headers: { 'content-type': 'text/plain' } }]);
  });

  it('T138: decodes nothing that a receiver encodes', async () => {
    const receiver = await WebhookReceiver.listen();
    receiver.behaviour = answerWith(200, { 'content-encoding': 'br' }, 'no brotli at all');
    expect(await send(receiver.url)).toMatchObject({ status: 200, body: 'no brotli at all' });
  });

  it('T138: reads 64 KB of an answer, and keeps 2 KB', async () => {
    const receiver = await WebhookReceiver.listen();
    let sentBytes = 0;
    receiver.behaviour = (answer) => {
      const more = (): void => {
        if (sentBytes >= 10 * MEGABYTE || answer.destroyed) return void answer.end();
        sentBytes += 64 * 1024;
        answer.write('x'.repeat(64 * 1024), more);
      };
      more();
    };
    const { status, body } = await send(receiver.url);
    expect([status, body]).toEqual([200, 'x'.repeat(2_048)]);
    expect(sentBytes).toBeLessThan(10 * MEGABYTE);
  });

  it('T138: follows no redirect', async () => {
    const [receiver, other] = [await WebhookReceiver.listen(), await WebhookReceiver.listen()];
    receiver.behaviour = answerWith(307, { location: other.url });
    expect(await send(receiver.url)).toMatchObject({ status: 307 });
    expect(other.received).toEqual([]);
  });

  it.each<[string, (receiver: WebhookReceiver) => void, string]>([
    ['never answers', (receiver) => (receiver.behaviour = () => undefined), 'no answer in time'],
    ['hangs up', (receiver) => (receiver.behaviour = (answer) => answer.destroy()), 'ECONNRESET'],
  ])('T138: tells of a receiver that %s', async (_what, prepare, failure) => {
    const receiver = await WebhookReceiver.listen();
    prepare(receiver);
    await expect(send(receiver.url, { timeoutMs: 200 })).rejects.toMatchObject({
      name: 'SendFailure',
      message: failure,
    });
  });

  it('takes a status for an answer, though its body never ends', async () => {
    const receiver = await WebhookReceiver.listen();
    receiver.behaviour = (answer) => void answer.writeHead(200).write('begun');
    expect(await send(receiver.url, { timeoutMs: 200 })).toMatchObject({ status: 200, body: 'begun' });
  });

  it('ends where nobody waits any longer', async () => {
    const receiver = await WebhookReceiver.listen();
    const hurry = new AbortController();
    receiver.behaviour = () => hurry.abort();
    await expect(send(receiver.url, { signal: hurry.signal })).rejects.toThrow('no answer in time');
  });

  it.each(['127.0.0.1', '[::1]', '2130706433', '0x7f.1', '0', '[::ffff:127.0.0.1]', '169.254.169.254', '10.1.2.3'])(
    'T138: makes no connection to %s, unless private targets are allowed',
    async (host) => {
      const receiver = await WebhookReceiver.listen();
      const { port } = new URL(receiver.url);
      const refused = send(`http://${host}:${port}/`, { allowsPrivate: false });
      await expect(refused).rejects.toThrow('the address is of this machine or of a private network');
      expect(receiver.received).toEqual([]);
    },
  );

  it('T138: connects to no private address that a name stands for', async () => {
    const receiver = await WebhookReceiver.listen();
    const { port } = new URL(receiver.url);
    const resolve = resolvedTo('127.0.0.1', '::1', '10.0.0.1');
    const refused = sendToName(`http://receiver.example:${port}/`, resolve);
    await expect(refused).rejects.toThrow('the address is of this machine or of a private network');
    expect([resolve.mock.calls.length, receiver.received]).toEqual([1, []]);
  });

  it('T138: tells of a name that nobody knows', async () => {
    const resolve: Resolve = (_name, _options, done) =>
      done(Object.assign(new Error('none'), { code: 'ENOTFOUND' }), []);
    await expect(sendToName('http://receiver.example/', resolve)).rejects.toThrow('ENOTFOUND');
  });

  it('keeps a connection for the next event', async () => {
    const receiver = await WebhookReceiver.listen();
    const ports: (number | undefined)[] = [];
    receiver.behaviour = (answer, received: ReceivedEvent) => {
      ports.push(answer.socket?.remotePort);
      TAKE(answer, received);
    };
    const sender = eventSender({ timeoutMs: 5_000, allowsPrivate: true });
    for (let count = 0; count < 2; count += 1) await sender({ url: receiver.url, headers: {}, body: BODY }, neverOver);
    expect(ports[1]).toBe(ports[0]);
  });
});
