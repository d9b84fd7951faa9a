import { BenchError } from './BenchError';
import { assertAnswer } from './exchange';
import type { LoadGenerator } from './LoadGenerator';
import type { LoadJob } from './load';
import type { Contender, Row, Stage } from './row';
import { type Spread, spreadOf } from './spread';

/** The load, the same for every row. Units: connections; seconds; measurements of each server. */
export const LOAD = { connectionCount: 16, warmUpSeconds: 2, measuredSeconds: 2, pairCount: 9 } as const;

/** Units: share of its core that the load generator may use before it, not the server, is what was measured. */
const MAX_LOAD_SHARE = 0.95;

/** What one server took. */
export interface Figures {
  readonly requestsPerSecond: Spread;
  readonly cpuMicrosecondsPerRequest: Spread;
  readonly peakMemoryBytes: number;
}

/** What came of a row. */
export interface RowResult {
  readonly row: Pick<Row, 'name' | 'what' | 'reference'>;
  readonly ours: Figures;
  readonly reference: Figures;
  /** Requests a second, ours to the reference's, of two measurements that followed one another. */
  readonly ratio: Spread;
  readonly memoryRatio: number;
  /** The largest share of a core that the load generator used. */
  readonly maxLoadShare: number;
  /** The smallest share of a core that a server used: where it is not all of it, other programs were in its way. */
  readonly minServerShare: number;
}

interface Measurement {
  readonly requestsPerSecond: number;
  readonly cpuMicrosecondsPerRequest: number;
  readonly loadShare: number;
  readonly serverShare: number;
}

/** Measures a row: both servers warm, then in turns. Errors: a `BenchError` where an answer was wrong. */
export async function measureRow(row: Row, stage: Stage, load: LoadGenerator): Promise<RowResult> {
  const { ours, reference } = await row.start(stage);
  for (const contender of [ours, reference]) {
    await assertAnswer(contender.server.name, contender.exchange);
    await load.run(jobFor(contender, LOAD.warmUpSeconds));
  }
  const ourRuns: Measurement[] = [];
  const referenceRuns: Measurement[] = [];
  for (let pair = 0; pair < LOAD.pairCount; pair++) {
    const turns = [
      { contender: ours, runs: ourRuns },
      { contender: reference, runs: referenceRuns },
    ];
    // The first of a pair changes, so that neither gains from a machine that grows faster or slower.
    for (const { contender, runs } of pair % 2 === 0 ? turns : turns.toReversed()) {
      runs.push(await measure(contender, load));
    }
  }
  const all = [...ourRuns, ...referenceRuns];
  const result = {
    row: { name: row.name, what: row.what, reference: row.reference },
    ours: figuresOf(ours, ourRuns),
    reference: figuresOf(reference, referenceRuns),
    ratio: spreadOf(ourRuns.map((run, pair) => run.requestsPerSecond / (referenceRuns[pair]?.requestsPerSecond ?? 0))),
    memoryRatio: ours.server.peakMemoryBytes() / reference.server.peakMemoryBytes(),
    maxLoadShare: Math.max(...all.map(({ loadShare }) => loadShare)),
    minServerShare: Math.min(...all.map(({ serverShare }) => serverShare)),
  };
  await Promise.all([ours.server.stop(), reference.server.stop()]);
  return result;
}

async function measure(contender: Contender, load: LoadGenerator): Promise<Measurement> {
  const { server } = contender;
  const before = server.cpuSeconds();
  const { requestCount, seconds, cpuSeconds } = await load.run(jobFor(contender, LOAD.measuredSeconds));
  const serverCpuSeconds = server.cpuSeconds() - before;
  const loadShare = cpuSeconds / seconds;
  if (loadShare > MAX_LOAD_SHARE) {
    const percent = Math.round(loadShare * 100);
    throw new BenchError(`The load generator used ${percent} % of its core: it is too slow to measure ${server.name}.`);
  }
  return {
    requestsPerSecond: requestCount / seconds,
    cpuMicrosecondsPerRequest: (serverCpuSeconds / requestCount) * 1_000_000,
    loadShare,
    serverShare: serverCpuSeconds / seconds,
  };
}

function jobFor({ server, exchange }: Contender, seconds: number): LoadJob {
  return { serverName: server.name, exchange, connectionCount: LOAD.connectionCount, seconds };
}

function figuresOf({ server }: Contender, runs: readonly Measurement[]): Figures {
  return {
    requestsPerSecond: spreadOf(runs.map((run) => run.requestsPerSecond)),
    cpuMicrosecondsPerRequest: spreadOf(runs.map((run) => run.cpuMicrosecondsPerRequest)),
    peakMemoryBytes: server.peakMemoryBytes(),
  };
}
