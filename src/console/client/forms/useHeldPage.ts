import { useEffect, useRef } from 'react';
import { holdPage } from '../session/pageHolds';

/**
 * Keeps the person where a form is on its way, or something is shown that cannot be shown again. The browser asks before
 * the page is left or reloaded; a step back or forward within the console is undone, and `onStep` is told; and what
 * became of the session meanwhile is found out afterwards.
 */
export function useHeldPage(isNeeded: boolean, onStep?: () => void): void {
  const tell = useRef(onStep);
  useEffect(() => {
    tell.current = onStep;
  });
  useEffect(() => {
    if (!isNeeded) return;
    const { href } = location;
    const letGo = holdPage();
    const listening = new AbortController();
    const { signal } = listening;
    window.addEventListener('beforeunload', (event) => event.preventDefault(), { signal });
    // Comes before `hashchange`, by which the router learns of steps: it finds the address as it was.
    window.addEventListener(
      'popstate',
      () => {
        history.pushState(null, '', href);
        tell.current?.();
      },
      { signal },
    );
    return () => {
      listening.abort();
      letGo();
    };
  }, [isNeeded]);
}
