import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { METRICS_PATH } from './METRICS_PATH';
import { METRICS_TYPE, metricsText } from './metricsText';
import type { Readings } from './Readings';

/** Units: connections at once, bytes of headers, and milliseconds for them and for the whole request. */
const MAX_CONNECTIONS = 100;
const MAX_HEADER_BYTES = 8 * 1024;
const REQUEST_TIMEOUT_MS = 10_000;

/** An answer. */
interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers `GET /metrics`, and nothing else. Nobody is asked who they are: where it listens decides who may read. */
export class MetricsServer {
  private readonly server: Server;
  /** Whoever asks while the page is made gets the same one. */
  private page: Promise<string> | null = null;

  /** @param read called for each page */
  constructor(private readonly read: () => Promise<Readings>) {
    const limits = { maxHeaderSize: MAX_HEADER_BYTES, headersTimeout: REQUEST_TIMEOUT_MS };
    this.server = createServer({ ...limits, requestTimeout: REQUEST_TIMEOUT_MS }, (request, response) => {
      request.resume(); // A body is read and dropped.
      void this.answerTo(request).then((answer) => send(response, answer));
    });
    this.server.maxConnections = MAX_CONNECTIONS;
  }

  /** Starts to listen. Shape: the address, with the port that was free if none was asked for. Errors: those of Node.js. */
  listen(port: number, host: string): Promise<AddressInfo> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject).listen(port, host, () => {
        resolve(this.server.address() as AddressInfo); // It is a path for sockets of Unix alone.
      });
    });
  }

  /** Ends at once, whoever is still asking. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  private async answerTo({ method, url = '' }: IncomingMessage): Promise<Answer> {
    if (url.split('?', 1)[0] !== METRICS_PATH) return { status: 404, text: 'The metrics are at /metrics.\n' };
    if (method !== 'GET' && method !== 'HEAD') {
      return { status: 405, text: 'The metrics take GET alone.\n', headers: { allow: 'GET, HEAD' } };
    }
    try {
      this.page ??= this.read().then(metricsText);
      return { status: 200, text: await this.page, headers: { 'content-type': METRICS_TYPE } };
    } catch {
      return { status: 500, text: 'The metrics cannot be read.\n' };
    } finally {
      this.page = null;
    }
  }
}

function send(response: ServerResponse, { status, text, headers }: Answer): void {
  response
    .writeHead(status, {
      'content-type': 'text/plain; charset=utf-8',
      'content-length': Buffer.byteLength(text),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...headers,
    })
    .end(text); // Node.js leaves it out for HEAD.
}
