import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { BenchError } from './BenchError';
import type { Databases } from './Databases';
import { type Exchange, isExpected, send, UNIQUE, unique } from './exchange';
import { graphql, type Latchkey, latchkeyLaunch } from './Latchkey';
import { wrongKeys } from './mixedRow';
import { createKey, firstQuery } from './questions';
import type { Sandbox } from './Sandbox';
import { ServerProcess } from './ServerProcess';
import { SMALL } from './seedSizes';

/** Units: requests a second. */
const RATE = 50;
/** Units: share of the time after which the heap is looked at in earnest. */
const WARM_UP_SHARE = 0.2;
/** Units: looks at the heap. */
const LOOK_COUNT = 60;
/** Units: megabytes a minute. */
const MAX_SLOPE = 1;

/** What came of a soak. Units: megabytes; megabytes a minute; minutes. */
export interface SoakResult {
  readonly minutes: number;
  readonly requestCount: number;
  readonly slope: number;
  readonly isReached: boolean;
  readonly heapMegabytes: readonly (readonly [minutes: number, megabytes: number])[];
}

/**
 * Abuses our server for a while, at a rate that it does not feel, and looks whether its heap grows: users that nobody
 * is, wrong secrets, documents that never come again, and between them good calls and new keys.
 * Errors: a `BenchError` where an answer is wrong. Source: ATTACKS T120.
 */
export async function soak(sandbox: Sandbox, databases: Databases, minutes: number): Promise<SoakResult> {
  const latchkey = await startSoaked(sandbox, databases);
  const exchanges = await abuse(latchkey);
  const heap: [number, number][] = [];
  const start = performance.now();
  const elapsed = (): number => (performance.now() - start) / 60_000;
  const running = new Set<Promise<void>>();
  let [requestCount, fault]: [number, unknown] = [0, null];
  while (elapsed() < minutes && fault === null) {
    const due = Math.floor(elapsed() * 60 * RATE);
    for (; requestCount < due; requestCount++) {
      const exchange = exchanges[requestCount % exchanges.length];
      if (!exchange) throw new BenchError('The soak asks nothing.');
      const asked = assertSent(exchange).catch((error: unknown) => {
        fault = error;
      });
      running.add(asked);
      void asked.finally(() => running.delete(asked));
    }
    if (elapsed() > (heap.length * minutes) / LOOK_COUNT) {
      const { heapUsed } = (await latchkey.server.inquire()) as NodeJS.MemoryUsage; // Sent by reportHeap.ts.
      heap.push([elapsed(), heapUsed / 1_000_000]);
      sandbox.tell(`Heap after ${elapsed().toFixed(1)} minutes: ${(heapUsed / 1_000_000).toFixed(1)} MB.`);
    }
    await delay(10);
  }
  await Promise.all(running);
  if (fault !== null) throw fault;
  await latchkey.server.stop();
  const slope = slopeOf(heap.filter(([at]) => at > minutes * WARM_UP_SHARE));
  return { minutes, requestCount, slope, isReached: slope <= MAX_SLOPE, heapMegabytes: heap };
}

/** What a soak says. */
export function describeSoak({ minutes, requestCount, slope, isReached }: SoakResult): string {
  return `${requestCount} requests in ${minutes} minutes: the heap grew by ${slope.toFixed(2)} MB a minute after warm-up; at most ${MAX_SLOPE} was to be reached: ${isReached ? 'yes' : 'no'}.`;
}

async function startSoaked(sandbox: Sandbox, databases: Databases): Promise<Latchkey> {
  const database = await databases.copyOfSqlite(SMALL);
  const launch = latchkeyLaunch(null, 'soaked', database);
  const args = ['--expose-gc', '--require', path.join(__dirname, 'reportHeap.js'), ...launch.args];
  return { server: await ServerProcess.start(sandbox, { ...launch, args, isInquired: true }), database };
}

/** Each as often as the others. */
async function abuse(latchkey: Latchkey): Promise<Exchange[]> {
  const { server, database } = latchkey;
  const newDocument = graphql(server.url, database.plan.bench.key, { query: `query Q${UNIQUE} { viewer { kind } }` });
  const kind = { body: '{"data":{"viewer":{"kind":"API_KEY"}}}\n' };
  const exchanges = [
    ...wrongKeys(latchkey),
    { ...newDocument, expected: kind },
    ...(await firstQuery(latchkey)),
    ...(await createKey(latchkey)),
  ];
  return exchanges.map((each) => ({ ...each, headers: { ...each.headers, 'x-forwarded-for': `2001:db8::${UNIQUE}` } }));
}

async function assertSent(exchange: Exchange): Promise<void> {
  const { status, body } = await send(unique(exchange));
  const { expected } = exchange;
  if (status === (expected.status ?? 200) && isExpected(expected)(body)) return;
  throw new BenchError(`During the soak, the server answered ${status}: ${body.trim()}`);
}

/** The line of least squares. Units: those of y for one of x. */
function slopeOf(points: readonly (readonly [number, number])[]): number {
  const mean = (of: (point: readonly [number, number]) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [meanX, meanY] = [mean(([x]) => x), mean(([, y]) => y)];
  return mean(([x, y]) => (x - meanX) * (y - meanY)) / mean(([x]) => (x - meanX) ** 2);
}
