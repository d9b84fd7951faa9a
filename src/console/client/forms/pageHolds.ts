const holds = new Set<symbol>();
const waiting = new Set<() => void>();

/** Keeps the page: something is shown, or about to be, that cannot be shown again. Shape: a function that lets it go. */
export function holdPage(): () => void {
  const hold = Symbol('hold');
  holds.add(hold);
  return () => {
    holds.delete(hold);
    for (const goOn of waiting) goOn();
    waiting.clear();
  };
}

/** Resolves once nothing keeps the page. */
export async function untilPageIsFree(): Promise<void> {
  while (holds.size > 0) await new Promise<void>((resolve) => waiting.add(resolve));
}
