const holds = new Set<symbol>();
const waiting = new Set<() => void>();

/**
 * Keeps the page, since a form is on its way, or something is shown that cannot be shown again.
 * Shape: a function that lets it go.
 */
export function holdPage(): () => void {
  const hold = Symbol('hold');
  holds.add(hold);
  return () => {
    holds.delete(hold);
    if (isPageHeld()) return;
    for (const goOn of waiting) goOn();
    waiting.clear();
  };
}

/** Whether anything keeps the page. */
export function isPageHeld(): boolean {
  return holds.size > 0;
}

/** Resolves once nothing keeps the page. What takes over in the same moment, keeps it. */
export async function untilPageIsFree(): Promise<void> {
  while (isPageHeld()) await new Promise<void>((resolve) => waiting.add(resolve));
}
