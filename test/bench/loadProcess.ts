import autocannon from 'autocannon';
import { isExpected } from './exchange';
import type { LoadJob, LoadResult } from './load';

/** Units: milliseconds between looks at the clock, by which a run may be too long. */
const SAMPLE_MS = 50;

type Outcome = Awaited<ReturnType<typeof autocannon>>;

async function run({ exchange, connectionCount, seconds }: LoadJob): Promise<LoadResult> {
  const { url, method, headers, body, expected } = exchange;
  const before = process.cpuUsage();
  const result = await autocannon({
    url,
    method,
    headers,
    body,
    verifyBody: isExpected(expected),
    connections: connectionCount,
    duration: seconds,
    sampleInt: SAMPLE_MS,
  });
  const { user, system } = process.cpuUsage(before);
  return {
    requestCount: result.requests.total,
    seconds: (result.finish.getTime() - result.start.getTime()) / 1_000,
    cpuSeconds: (user + system) / 1_000_000,
    fault: faultOf(result),
  };
}

function faultOf({ errors, mismatches, statusCodeStats, requests }: Outcome): string | null {
  const others = Object.keys(statusCodeStats).filter((status) => status !== '200');
  if (others.length > 0) return `answers with status ${others.join(', ')}`;
  if (mismatches > 0) return `${mismatches} answers with another body than expected`;
  if (errors > 0) return `${errors} connections that failed or timed out`;
  return requests.total === 0 ? 'no answer at all' : null;
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
