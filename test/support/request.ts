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
export function request(
  url: string,
  { method = 'GET', path = '/', headers = {}, body }: RequestWishes,
): Promise<Response> {
  const client = url.startsWith('https:') ? https : http;
  const mutable = Object.fromEntries(Object.entries(headers).map(([k, v]) => [k, typeof v === 'string' ? v : [...v]]));
  const options = { method, headers: mutable, agent: false, rejectUnauthorized: false };
  return new Promise((resolve, reject) => {
    const sent = client.request(new URL(path, url), options, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text: Buffer.concat(chunks).toString() }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
