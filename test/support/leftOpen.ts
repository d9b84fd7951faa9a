/** Ends what was opened: a server, a browser, a program. */
type End = () => unknown;

/** After what something ends. */
type Scope = 'test' | 'file';

const open = { test: new Set<End>(), file: new Set<End>() };

/** Ends something after its test or its test file. Shape: the answer is called where it has ended before. */
export function endAfter(scope: Scope, end: End): () => void {
  open[scope].add(end);
  return () => void open[scope].delete(end);
}

/** Ends all that is still open, one after the other. Errors: the first one, once all were tried. */
export async function endLeftOpen(scope: Scope): Promise<void> {
  const errors: unknown[] = [];
  for (const end of open[scope]) {
    open[scope].delete(end);
    try {
      await end();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}
