import { type LookupAddress, lookup } from 'node:dns';
import { Agent as HttpAgent, type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isPrivateAddress } from './isPrivateAddress';
import { type ReceiverAnswer, type SendEvent, SendFailure } from './SendEvent';
import { hostOf } from './targetFault';

/** Units: bytes of an answer that are read, and characters of it that are kept. */
const MAX_READ = 64 * 1024;
const MAX_KEPT = 2 * 1024;
/** Units: milliseconds that a connection is kept for the next event. */
const IDLE_MS = 10_000;

/** How events are sent. */
export interface SenderSettings {
  /** Units: milliseconds from the first packet to the end of the answer. */
  readonly timeoutMs: number;
  /** Whether receivers may be on this machine, or in a private network. */
  readonly allowsPrivate: boolean;
  /** Asks for the addresses of a name; the system where it is not given. */
  readonly resolve?: Resolve;
}

/** Asks for all addresses of a name. */
export type Resolve = (
  hostname: string,
  options: { readonly all: true },
  done: (error: Error | null, found: LookupAddress[]) => void,
) => void;

/**
 * Sends events by POST. No redirect is followed. Where a receiver is on this machine or in a private network, no connection is
 * made: the name is resolved once, and the addresses that were looked at are those that are connected to.
 */
export function eventSender({ timeoutMs, allowsPrivate, resolve = lookup }: SenderSettings): SendEvent {
  const agents = {
    'http:': new HttpAgent({ keepAlive: true, timeout: IDLE_MS, maxFreeSockets: 16 }),
    'https:': new HttpsAgent({ keepAlive: true, timeout: IDLE_MS, maxFreeSockets: 16 }),
  };
  return async ({ url: text, headers, body }, signal) => {
    const url = new URL(text);
    const isHttp = url.protocol === 'http:';
    const host = hostOf(url);
    if (!allowsPrivate && isIP(host) !== 0 && isPrivateAddress(host)) throw privateTarget();
    const over = new AbortController();
    const end = (): void => over.abort();
    const timer = setTimeout(end, timeoutMs);
    signal.addEventListener('abort', end, { once: true });
    const options = {
      method: 'POST',
      agent: agents[isHttp ? 'http:' : 'https:'],
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      signal: over.signal,
      ...(allowsPrivate ? {} : { lookup: publicLookup(resolve) }),
    };
    try {
      return await post(isHttp ? requestHttp : requestHttps, url, options, body);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
    }
  };
}

function post(
  request: typeof requestHttp,
  url: URL,
  options: RequestOptions & { readonly signal: AbortSignal },
  body: string,
): Promise<ReceiverAnswer> {
  return new Promise((resolve, reject) => {
    let isAnswered = false;
    request(url, options)
      .on('response', (response) => {
        isAnswered = true;
        readAnswer(response, resolve);
      })
      .on('error', (error: NodeJS.ErrnoException) => {
        if (!isAnswered) reject(failureOf(error, options.signal));
      })
      .end(body);
  });
}

/** Resolves names, and leaves out what is not of the internet. Errors: a `SendFailure` where nothing is left. */
function publicLookup(resolve: Resolve): LookupFunction {
  return (hostname, options, done) =>
    resolve(hostname, { ...options, all: true }, (error, found) => {
      if (error) return done(error, '');
      const addresses = found.filter(({ address }) => !isPrivateAddress(address));
      const [first] = addresses;
      if (!first) return done(privateTarget(), '');
      if (options.all) done(null, addresses);
      else done(null, first.address, first.family);
    });
}

/** The status is what counts: an answer that goes on for too long, or stops, has been given. */
function readAnswer(response: IncomingMessage, answered: (answer: ReceiverAnswer) => void): void {
  const chunks: Buffer[] = [];
  let length = 0;
  const end = (): void => {
    answered({
      status: response.statusCode ?? 0,
      body: Buffer.concat(chunks).toString().slice(0, MAX_KEPT).replaceAll('\0', '\ufffd'), // PostgreSQL keeps no NUL.
      retryAfter: response.headers['retry-after'] ?? null,
    });
  };
  response.on('data', (chunk: Buffer) => {
    if (length < MAX_KEPT) chunks.push(chunk.subarray(0, MAX_KEPT));
    length += chunk.length;
    if (length > MAX_READ) response.destroy();
  });
  response.on('error', () => undefined); // It is closed as well.
  response.on('close', end);
}

function failureOf(error: NodeJS.ErrnoException, over: AbortSignal): SendFailure {
  if (error instanceof SendFailure) return error;
  if (over.aborted) return new SendFailure('no answer in time');
  return new SendFailure(error.code ?? error.name);
}

function privateTarget(): SendFailure {
  return new SendFailure('the address is of this machine or of a private network');
}
