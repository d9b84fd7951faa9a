const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Does work whose traces a signal must not leave behind.
 * @param work is given what to tell how they are removed: at once, without waiting for anything; the process ends with 1
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
