import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';

/** What to ask for. Shape: a header with several values is sent once for each. */
export interface RequestWishes {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Buffer;
}

/** What came back. */
export interface Response {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
}

/** Makes one request over a connection of its own. Unlike `fetch` it sends whatever headers it is told to. */
export async function request(url: string, wishes: RequestWishes): Promise<Response> {
  const sent = open(url, wishes);
  sent.end(wishes.body);
  return answerTo(sent);
}

/**
 * Makes a request of which it is known when the server has begun with it: the body follows once the server has read the
 * headers and asked for it. Shape: `answer` is still to come.
 */
export async function begunRequest(url: string, wishes: RequestWishes): Promise<{ answer: Promise<Response> }> {
  const sent = open(url, { ...wishes, headers: { ...wishes.headers, expect: '100-continue' } });
  const answer = answerTo(sent);
  answer.catch(() => undefined); // Whoever awaits it is told.
  sent.flushHeaders();
  await Promise.race([once(sent, 'continue'), answer]);
  sent.end(wishes.body);
  return { answer };
}

function open(url: string, { method = 'GET', path = '/', headers = {} }: RequestWishes): http.ClientRequest {
  const client = url.startsWith('https:') ? https : http;
  const mutable = Object.fromEntries(Object.entries(headers).map(([k, v]) => [k, typeof v === 'string' ? v : [...v]]));
  const options = { method, headers: mutable, agent: false, rejectUnauthorized: false };
  // Those that wait for the answer are told of errors; a body that nobody reads any more is none.
  return client.request(new URL(path, url), options).on('error', () => undefined);
}

async function answerTo(sent: http.ClientRequest): Promise<Response> {
  const [answer] = (await once(sent, 'response')) as [http.IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk);
  return { status: answer.statusCode ?? 0, headers: answer.headers, text: Buffer.concat(chunks).toString() };
}
