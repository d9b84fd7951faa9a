import { Lane } from './Lane';
import type { GroupResult, LoadGroup, LoadJob, LoadResult } from './load';
import { PreparedExchange } from './PreparedExchange';

async function run({ groups, seconds }: LoadJob): Promise<LoadResult> {
  // Written down before the clock starts.
  const prepared = groups.map(({ exchanges }) => exchanges.map((exchange) => new PreparedExchange(exchange)));
  const before = process.cpuUsage();
  const start = performance.now();
  const deadline = start + seconds * 1_000;
  const isOver = (): boolean => performance.now() >= deadline;
  const lanes = await Promise.all(groups.map((group, index) => runGroup(group, prepared[index] ?? [], isOver)));
  const { user, system } = process.cpuUsage(before);
  const elapsedSeconds = (performance.now() - start) / 1_000;
  const results = lanes.map(resultOf);
  const fault = lanes.flat().find((lane) => lane.fault !== null)?.fault ?? null;
  const isSilent = results.some(({ answerCount }) => answerCount === 0);
  return {
    groups: results,
    seconds: elapsedSeconds,
    cpuSeconds: (user + system) / 1_000_000,
    fault: isSilent ? (fault ?? 'no answer') : fault,
  };
}

async function runGroup(
  { exchanges, connectionCount }: LoadGroup,
  prepared: readonly PreparedExchange[],
  isOver: () => boolean,
): Promise<Lane[]> {
  const lanes: Lane[] = [];
  const url = exchanges[0]?.url ?? '';
  await Promise.all(
    Array.from({ length: connectionCount }, (_each, index) => {
      const start = Math.floor((index * prepared.length) / connectionCount);
      return new Promise<void>((resolve) => {
        lanes.push(new Lane({ url, exchanges: prepared, start }, isOver, resolve));
      });
    }),
  );
  return lanes;
}

function resultOf(lanes: readonly Lane[]): GroupResult {
  const latencies = Float64Array.from(lanes.flatMap((lane) => lane.latencies)).sort();
  const at = (share: number): number => latencies[Math.floor((latencies.length - 1) * share)] ?? Number.NaN;
  return {
    requestCount: lanes.reduce((sum, { answerInTimeCount }) => sum + answerInTimeCount, 0),
    answerCount: latencies.length,
    medianMilliseconds: at(0.5),
    p99Milliseconds: at(0.99),
  };
}

process.on('disconnect', () => process.exit(0));
process.on('message', (job: LoadJob) => {
  run(job)
    .then((result) => process.send?.(result))
    .catch((error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      process.exit(1);
    });
});
