/** What a loop is asked. */
export interface LoopJob {
  readonly seconds: number;
}

/** What came of it. Units: seconds that it took, measured. */
export interface LoopResult {
  readonly operationCount: number;
  readonly seconds: number;
  /** What was wrong with an operation, or null. */
  readonly fault: string | null;
}

/** Units: operations between two looks at the event loop, for loops that never wait. */
const OPERATIONS_AT_ONCE = 50;

/**
 * Runs an operation again and again for as long as the process that started this one asks for.
 * @param operate does it once. Errors: what was wrong with it
 */
export function serveLoop(operate: () => Promise<void> | void): void {
  process.on('disconnect', () => process.exit(0));
  process.once('SIGTERM', () => process.exit(0));
  process.on('message', (job: LoopJob) => {
    void run(operate, job).then((result) => process.send?.(result));
  });
  process.send?.('ready');
}

/** Ends this process and says why. */
export function failLoop(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}

async function run(operate: () => Promise<void> | void, { seconds }: LoopJob): Promise<LoopResult> {
  const start = performance.now();
  const deadline = start + seconds * 1_000;
  let operationCount = 0;
  let fault: string | null = null;
  try {
    while (performance.now() < deadline) {
      for (let count = 0; count < OPERATIONS_AT_ONCE; count++) await operate();
      operationCount += OPERATIONS_AT_ONCE;
    }
  } catch (error) {
    fault = error instanceof Error ? error.message : String(error);
  }
  return { operationCount, seconds: (performance.now() - start) / 1_000, fault };
}
