import DataLoader from 'dataloader';
import type { Caller } from '../access/caller';

/**
 * Turns a loader of many into a loader of one: what one request asks for in the same turn becomes one statement.
 * Nothing is remembered, so an answer is never older than its question.
 */
export function batched<Row>(
  load: (caller: Caller, ids: readonly string[]) => Promise<(Row | null)[]>,
): (caller: Caller, id: string) => Promise<Row | null> {
  const loaders = new WeakMap<Caller, DataLoader<string, Row | null>>();
  return (caller, id) => {
    const loader = loaders.get(caller) ?? new DataLoader((ids) => load(caller, ids), { cache: false });
    loaders.set(caller, loader);
    return loader.load(id);
  };
}
