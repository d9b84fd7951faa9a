import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook as Verifier } from 'standardwebhooks';
import { endAfter } from './leftOpen';

/** A request as the receiver got it. */
export interface ReceivedEvent {
  readonly headers: IncomingHttpHeaders;
  readonly raw: string;
  // biome-ignore lint/suspicious/noExplicitAny: an event's shape is what tests assert.
  readonly body: any;
}

const NOTHING: ReceivedEvent = { headers: {}, raw: '', body: null };

/** Answers a request. */
export type AnswerEvent = (answer: ServerResponse, received: ReceivedEvent) => void;

/** Takes everything. */
export const TAKE: AnswerEvent = (answer) => answer.writeHead(204).end();

/** Answers with a status, and maybe with headers. */
export const answerWith =
  (status: number, headers: Record<string, string> = {}, body = ''): AnswerEvent =>
  (answer) =>
    answer.writeHead(status, headers).end(body);

/** What an event says, read by the library of receivers at the instant of its signature; null where that is not right. */
export function verifiedEvent(secret: string, { raw, headers }: ReceivedEvent = NOTHING): unknown {
  const clock = jest.spyOn(Date, 'now').mockReturnValue(Number(headers['webhook-timestamp']) * 1_000);
  try {
    return new Verifier(secret).verify(raw, headers as Record<string, string>);
  } catch {
    return null;
  } finally {
    clock.mockRestore();
  }
}

/** A receiver of webhooks on loopback. */
export class WebhookReceiver {
  readonly received: ReceivedEvent[] = [];
  /** What it does with a request. */
  behaviour: AnswerEvent = TAKE;

  private constructor(private readonly server: Server) {}

  /** Starts to listen. It ends with the test file. */
  static async listen(): Promise<WebhookReceiver> {
    const server = createServer();
    const receiver = new WebhookReceiver(server);
    server.on('request', async (request, answer) => {
      let raw = '';
      for await (const chunk of request) raw += chunk;
      const received = { headers: request.headers, raw, body: JSON.parse(raw) };
      receiver.received.push(received);
      receiver.behaviour(answer, received);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    endAfter('file', () => receiver.close());
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
  }

  /** The types of what it got, without what stands before them. */
  get types(): readonly string[] {
    return this.received.map(({ body }) => String(body.type).replace('latchkey.', ''));
  }

  private async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}
