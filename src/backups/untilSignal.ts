const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What work has to say about signals. */
export interface Signals {
  /** Tells how traces are removed: at once, without waiting for anything; the process ends with 1. */
  readonly onSignal: (cleanUp: () => void) => void;
  /** From here on the work is too far to be ended, and says itself what became of it. */
  readonly ignore: () => void;
}

/** Does work whose traces a signal must not leave behind. */
export async function untilSignal<T>(work: (signals: Signals) => Promise<T>): Promise<T> {
  const cleanUps: (() => void)[] = [];
  let isIgnoring = false;
  const stop = (): void => {
    if (isIgnoring) return;
    for (const cleanUp of cleanUps) cleanUp();
    process.exit(1);
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  try {
    return await work({
      onSignal: (cleanUp) => void cleanUps.push(cleanUp),
      ignore: () => {
        isIgnoring = true;
      },
    });
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop);
  }
}
