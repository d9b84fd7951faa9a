import { Lane } from './Lane';
import type { LoadJob, LoadResult } from './load';

async function run({ exchange, connectionCount, seconds }: LoadJob): Promise<LoadResult> {
  const before = process.cpuUsage();
  const start = performance.now();
  const deadline = start + seconds * 1_000;
  const isOver = (): boolean => performance.now() >= deadline;
  const lanes: Lane[] = [];
  await Promise.all(
    Array.from(
      { length: connectionCount },
      () =>
        new Promise<void>((resolve) => {
          lanes.push(new Lane(exchange, isOver, resolve));
        }),
    ),
  );
  const { user, system } = process.cpuUsage(before);
  const requestCount = lanes.reduce((sum, { answerCount }) => sum + answerCount, 0);
  const fault = lanes.find((lane) => lane.fault !== null)?.fault ?? null;
  return {
    requestCount,
    seconds: (performance.now() - start) / 1_000,
    cpuSeconds: (user + system) / 1_000_000,
    fault: requestCount === 0 ? (fault ?? 'no answer at all') : fault,
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
