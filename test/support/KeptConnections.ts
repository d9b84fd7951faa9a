import http from 'node:http';

/** An answer, and how long it took. Units: milliseconds. */
export interface TimedAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
  readonly milliseconds: number;
}

/** Asks again and again over connections that stay open, so that only the question is timed. */
export class KeptConnections {
  private readonly agent: http.Agent;

  constructor(
    private readonly url: string,
    connectionCount: number,
  ) {
    this.agent = new http.Agent({ keepAlive: true, maxSockets: connectionCount });
  }

  /** Asks once who calls. Shape: `authorization` as the header's value. */
  ask(authorization: string): Promise<TimedAnswer> {
    return this.post('{"query":"{ viewer { name } }"}', { authorization });
  }

  /** Sends one body to `/graphql`. */
  post(body: string, others: http.OutgoingHttpHeaders = {}): Promise<TimedAnswer> {
    const headers = { ...others, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const began = performance.now();
    return new Promise((resolve, reject) => {
      const sent = http.request(
        new URL('/graphql', this.url),
        { method: 'POST', agent: this.agent, headers },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('error', reject);
          answer.on('end', () => {
            const milliseconds = performance.now() - began;
            const { statusCode: status = 0, headers } = answer;
            resolve({ status, headers, text: Buffer.concat(chunks).toString(), milliseconds });
          });
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  }

  /** Asks so many times at once. Shape: how many answers had each status. */
  async statuses(authorization: string, count: number): Promise<Record<number, number>> {
    const answers = await Promise.all(Array.from({ length: count }, () => this.ask(authorization)));
    const counts: Record<number, number> = {};
    for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
    return counts;
  }

  /** Closes the connections. */
  close(): void {
    this.agent.destroy();
  }
}
