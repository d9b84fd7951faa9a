const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Does work whose traces are removed where a signal ends it. The process then ends with 1.
 * @param work is handed a function that it tells how to remove its traces, at once and without waiting
 */
export async function untilSignal<T>(work: (onSignal: (cleanUp: () => void) => void) => Promise<T>): Promise<T> {
  const cleanUps: (() => void)[] = [];
  const stop = (): never => {
    for (const cleanUp of cleanUps) cleanUp();
    process.exit(1);
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  try {
    return await work((cleanUp) => void cleanUps.push(cleanUp));
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop);
  }
}
