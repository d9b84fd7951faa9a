import { connect, type Socket } from 'node:net';
import type { PreparedExchange } from './PreparedExchange';

const HEAD_END = '\r\n\r\n';

/** What a lane sends, and to whom. */
export interface LaneRoute {
  readonly url: string;
  readonly exchanges: readonly PreparedExchange[];
  /** Which of the exchanges is the first. */
  readonly start: number;
}

/**
 * One connection that asks again as soon as it was answered. It reads no more of HTTP than it must, so that one core of
 * load is enough for a server that does nothing.
 */
export class Lane {
  /** Units: milliseconds that each answer took. */
  readonly latencies: number[] = [];
  /** All answers but the last, for which it waited when the time was up. */
  answerInTimeCount = 0;
  /** The first thing that was wrong. */
  fault: string | null = null;
  private readonly socket: Socket;
  private received: Buffer = Buffer.alloc(0);
  private current: PreparedExchange | undefined;
  private sentAt = 0;
  private sentCount = 0;

  /** @param isOver asked after each answer: whether it was the last */
  constructor(
    private readonly route: LaneRoute,
    private readonly isOver: () => boolean,
    private readonly onEnd: () => void,
  ) {
    const { hostname, port } = new URL(route.url);
    this.socket = connect({ host: hostname, port: Number(port), noDelay: true });
    this.socket.on('connect', () => this.send());
    this.socket.on('data', (chunk: Buffer) => this.take(chunk) && this.send());
    this.socket.on('error', ({ message }) => this.end(`a connection failed: ${message}`));
    this.socket.on('close', () => this.end('a connection was closed'));
  }

  private send(): void {
    const { exchanges, start } = this.route;
    this.current = exchanges[(start + this.sentCount) % exchanges.length];
    this.sentCount += 1;
    if (!this.current) return;
    this.sentAt = performance.now();
    this.socket.write(this.current.next());
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
    const latency = performance.now() - this.sentAt;
    const fault = this.current?.faultOf(head, this.received.subarray(headLength + HEAD_END.length, end)) ?? null;
    if (fault !== null) return this.end(fault);
    this.received = this.received.subarray(end);
    this.latencies.push(latency);
    if (this.isOver()) return this.end(null);
    this.answerInTimeCount += 1;
    return true;
  }

  private end(fault: string | null): false {
    if (this.socket.destroyed) return false;
    this.fault ??= fault;
    this.socket.removeAllListeners('close').destroy();
    this.onEnd();
    return false;
  }
}
