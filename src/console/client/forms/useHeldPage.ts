import { useEffect, useRef } from 'react';
import { holdPage } from '../session/pageHolds';

/**
 * Keeps the page open while a form is on its way, or shows what cannot be shown again. The browser asks before the page
 * is left or reloaded. A step within the console is undone, and `onStep` is called. The session is looked at afterwards.
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
