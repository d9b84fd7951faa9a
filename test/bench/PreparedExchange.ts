import { type Exchange, type Expected, isExpected, UNIQUE } from './exchange';

/** How many requests this process made unique. */
let uniqueCount = 0;

/** An exchange as bytes: written once, sent many times. */
export class PreparedExchange {
  private readonly request: Buffer;
  /** Where the request wants a number of its own. */
  private readonly places: readonly number[];
  private readonly statusLine: string;
  private readonly headerLine: string | null;
  private readonly isRight: (body: Buffer) => boolean;

  constructor(exchange: Exchange) {
    this.request = bytesOf(exchange);
    this.places = placesIn(this.request);
    const { status = 200, headerLine } = exchange.expected;
    this.statusLine = `HTTP/1.1 ${status} `;
    this.headerLine = headerLine === undefined ? null : `\r\n${headerLine}`;
    this.isRight = checkOf(exchange.expected);
  }

  /** The bytes to send now. */
  next(): Buffer {
    if (this.places.length === 0) return this.request;
    uniqueCount += 1;
    const digits = String(uniqueCount).padStart(UNIQUE.length, '0');
    const bytes = Buffer.from(this.request);
    for (const place of this.places) bytes.write(digits, place, 'latin1');
    return bytes;
  }

  /** What is wrong with an answer, or null. Shape: `head` is the status line and the headers. */
  faultOf(head: string, body: Buffer): string | null {
    if (!head.startsWith(this.statusLine))
      return `the answer ${head.split('\r\n', 1)[0]}: ${body.toString().slice(0, 300)}`;
    if (this.headerLine !== null && !head.includes(this.headerLine)) return 'an answer without an expected header';
    return this.isRight(body) ? null : `an answer with another body than expected: ${body.toString().slice(0, 300)}`;
  }
}

function bytesOf({ url, method, headers, body }: Exchange): Buffer {
  const { host, pathname, search } = new URL(url);
  const fields = { ...headers, host, ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }) };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`${method} ${pathname}${search} HTTP/1.1\r\n${lines.join('')}\r\n${body ?? ''}`);
}

function placesIn(request: Buffer): number[] {
  const places: number[] = [];
  for (let at = request.indexOf(UNIQUE); at >= 0; at = request.indexOf(UNIQUE, at + UNIQUE.length)) places.push(at);
  return places;
}

function checkOf(expected: Expected): (body: Buffer) => boolean {
  if ('pattern' in expected) {
    const matches = isExpected(expected);
    return (body) => matches(body.toString());
  }
  const bytes = Buffer.from(expected.body);
  return (body) => body.equals(bytes);
}
