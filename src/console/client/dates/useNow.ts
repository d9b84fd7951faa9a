import { useSyncExternalStore } from 'react';

/** Units: milliseconds. */
const MINUTE_MS = 60_000;

/** Whoever shows how far something is away. One timer is enough for all of them. */
const listeners = new Set<() => void>();
const clock: { timer?: number } = {};

/** What time it is; while a page is open, anew every minute. Units: milliseconds since 1970. */
export function useNow(): number {
  useSyncExternalStore(subscribe, currentMinute);
  return Date.now();
}

function currentMinute(): number {
  return Math.floor(Date.now() / MINUTE_MS);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  clock.timer ??= window.setInterval(() => {
    for (const each of listeners) each();
  }, MINUTE_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    window.clearInterval(clock.timer);
    delete clock.timer;
  };
}
