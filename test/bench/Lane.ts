import { connect, type Socket } from 'node:net';
import { type Exchange, isExpected } from './exchange';

const HEAD_END = '\r\n\r\n';

/**
 * One connection that asks again as soon as it was answered. It reads no more of HTTP than it must, so that one core of
 * load is enough for a server that does nothing.
 */
export class Lane {
  answerCount = 0;
  /** The first thing that was wrong. */
  fault: string | null = null;
  private readonly socket: Socket;
  private received: Buffer = Buffer.alloc(0);
  private readonly isRight: (body: Buffer) => boolean;

  /** @param isOver asked after each answer: whether it was the last */
  constructor(
    exchange: Exchange,
    private readonly isOver: () => boolean,
    private readonly onEnd: () => void,
  ) {
    const request = bytesOf(exchange);
    this.isRight = checkOf(exchange);
    const { hostname, port } = new URL(exchange.url);
    this.socket = connect({ host: hostname, port: Number(port), noDelay: true });
    this.socket.on('connect', () => this.socket.write(request));
    this.socket.on('data', (chunk: Buffer) => this.take(chunk) && this.socket.write(request));
    this.socket.on('error', ({ message }) => this.end(`a connection failed: ${message}`));
    this.socket.on('close', () => this.end('a connection was closed'));
  }

  /** Whether the next request is to be sent. */
  private take(chunk: Buffer): boolean {
    this.received = this.received.length === 0 ? chunk : Buffer.concat([this.received, chunk]);
    const headLength = this.received.indexOf(HEAD_END);
    if (headLength < 0) return false;
    const head = this.received.toString('latin1', 0, headLength);
    const bodyLength = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? Number.NaN);
    const end = headLength + HEAD_END.length + bodyLength;
    if (Number.isNaN(bodyLength)) return this.end('an answer without content-length');
    if (this.received.length < end) return false;
    const body = this.received.subarray(headLength + HEAD_END.length, end);
    if (!head.startsWith('HTTP/1.1 200')) return this.end(`the answer ${head.split('\r\n', 1)[0]}`);
    if (!this.isRight(body)) return this.end('an answer with another body than expected');
    this.received = this.received.subarray(end);
    if (this.isOver()) return this.end(null);
    this.answerCount += 1;
    return true;
  }

  private end(fault: string | null): false {
    if (this.socket.destroyed && this.fault !== null) return false;
    this.fault ??= fault;
    this.socket.removeAllListeners('close').destroy();
    this.onEnd();
    return false;
  }
}

function bytesOf({ url, method, headers, body }: Exchange): Buffer {
  const { host, pathname, search } = new URL(url);
  const fields = { ...headers, host, ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }) };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`${method} ${pathname}${search} HTTP/1.1\r\n${lines.join('')}\r\n${body ?? ''}`);
}

function checkOf({ expected }: Exchange): (body: Buffer) => boolean {
  if ('pattern' in expected) {
    const matches = isExpected(expected);
    return (body) => matches(body.toString());
  }
  const bytes = Buffer.from(expected.body);
  return (body) => body.equals(bytes);
}
