import DataLoader from 'dataloader';

/**
 * Turns a loader of many into a loader of one: what one asker, such as the caller of a request, asks for in the same turn
 * becomes one statement. Nothing is remembered, so an answer is never older than its question.
 */
export function batched<Asker extends object, Row>(
  load: (asker: Asker, ids: readonly string[]) => Promise<(Row | null)[]>,
): (asker: Asker, id: string) => Promise<Row | null> {
  const loaders = new WeakMap<Asker, DataLoader<string, Row | null>>();
  return (asker, id) => {
    const loader = loaders.get(asker) ?? new DataLoader((ids) => load(asker, ids), { cache: false });
    loaders.set(asker, loader);
    return loader.load(id);
  };
}
