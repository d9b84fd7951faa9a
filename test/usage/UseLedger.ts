import http from 'node:http';
import type { Database } from '../../src/database/Database';
import type { RequestWishes } from '../support/request';
import { basic } from '../support/world';

/** Units: milliseconds. */
const PATIENCE_MS = 5_000;

/** What clients know of the use of keys. */
interface Seen {
  sentCount: number;
  answeredCount: number;
}

const COUNTS = `
  SELECT k."name" || ' ' || o."name" AS "use", SUM(h."requestCount") AS "count" FROM "usage_hour" h
  JOIN "usage_operation" o ON o."id" = h."operationId" JOIN "api_key" k ON k."id" = h."apiKeyId"
  GROUP BY k."name" || ' ' || o."name"`;

/** Uses keys, and remembers what was sent and what was answered. Shape: by the name of the key and of the operation. */
export class UseLedger {
  private readonly seen = new Map<string, Seen>();
  private isEnough = false;

  /** @param keys values by name */
  constructor(private readonly keys: ReadonlyMap<string, string>) {}

  get answeredCount(): number {
    return [...this.seen.values()].reduce((sum, { answeredCount }) => sum + answeredCount, 0);
  }

  /** Asks with every key for every operation, again and again, until told otherwise. */
  async askUntilEnough(url: string, clientCount: number): Promise<void> {
    this.isEnough = false;
    const clients = Array.from({ length: clientCount }, async (_none, client) => {
      for (let count = client; !this.isEnough; count += 1) await this.askOnce(url, count);
    });
    await Promise.all(clients);
  }

  enough(): void {
    this.isEnough = true;
  }

  /** What contradicts what clients saw. Shape: a line each. @param isWhole whether every request was answered and counted */
  async faultsOf({ sql }: Pick<Database, 'sql'>, isWhole: boolean): Promise<string[]> {
    const rows = await sql<{ use: string; count: number }>(COUNTS, []);
    const counts = new Map(rows.map(({ use, count }) => [use, Number(count)]));
    return [...this.seen].flatMap(([use, { sentCount, answeredCount }]) => {
      const count = counts.get(use) ?? 0;
      const isRight = isWhole
        ? answeredCount === count && count === sentCount
        : answeredCount <= count && count <= sentCount;
      return isRight ? [] : [`${use}: ${answeredCount} answered, ${count} counted, ${sentCount} sent`];
    });
  }

  private async askOnce(url: string, count: number): Promise<void> {
    const names = [...this.keys.keys()];
    const key = names[count % names.length] ?? '';
    const operation = ['first', 'second', 'verify'][Math.floor(count / names.length) % 3] ?? '';
    const authorization = basic(this.keys.get(key) ?? '');
    const seen = this.seen.get(`${key} ${operation}`) ?? { sentCount: 0, answeredCount: 0 };
    this.seen.set(`${key} ${operation}`, seen);
    const headers = { 'content-type': 'application/json', authorization };
    const body = JSON.stringify({ query: `query ${operation} { viewer { scopes } }` });
    const post = { method: 'POST', path: '/graphql', headers, body };
    seen.sentCount += 1;
    const asked = operation === 'verify' ? { path: '/verify', headers: { authorization } } : post;
    if ((await statusOf(url, asked)) === 200) seen.answeredCount += 1;
  }
}

/** Shape: null where the server was killed; of a connection that went to a worker which is no more, no end comes. */
function statusOf(
  url: string,
  { method = 'GET', path = '/', headers = {}, body }: RequestWishes,
): Promise<number | null> {
  return new Promise((resolve) => {
    const sent = http.request(new URL(path, url), {
      method,
      headers: { ...headers } as http.OutgoingHttpHeaders,
      agent: false,
      timeout: PATIENCE_MS,
    });
    sent.on('timeout', () => sent.destroy());
    sent.on('error', () => resolve(null));
    sent.on('close', () => resolve(null));
    sent.on('response', (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode ?? null));
    });
    sent.end(body);
  });
}
