import type { Progress } from '../backups/Progress';
import type { Terminal } from './Terminal';

/** Units: milliseconds between two lines of progress. */
const PAUSE_MS = 200;

/** Shows how far a long work is, where a person watches: one line that is written anew, and taken away at the end. */
export function progressOn({ isWatched, writeError }: Terminal): { show: Progress; end: () => void } {
  let shownAt = 0;
  const show: Progress = (work, part) => {
    const now = performance.now();
    if (!isWatched || (part > 0 && now - shownAt < PAUSE_MS)) return; // What begins is always shown.
    shownAt = now;
    writeError(`\r\x1b[K${work}${part > 0 ? ` ${Math.floor(part * 100)} %` : ' …'}`);
  };
  const end = (): void => {
    if (shownAt > 0) writeError('\r\x1b[K');
    shownAt = 0;
  };
  return { show, end };
}
