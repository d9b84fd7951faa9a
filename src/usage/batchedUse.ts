import type { Caller } from '../access/Caller';
import { batched } from '../storage/batched';
import type { UsageWindow } from './UsageWindow';
import type { UseOwner, UseOwners } from './UseOwners';

/** What is asked of the use of somebody. Shape: `detail` is what tells apart questions of one kind. */
export interface UseQuestion<Detail extends string> {
  readonly owner: UseOwner;
  readonly window: UsageWindow;
  readonly detail: Detail;
}

/**
 * Reads the use of many owners at once: equal questions of one turn of the event loop, about different owners, are one.
 * Shape: `load` answers by owner.
 */
export function batchedUse<Value, Detail extends string = ''>(
  load: (owners: UseOwners, question: UseQuestion<Detail>) => Promise<ReadonlyMap<string, Value>>,
): (caller: Caller, question: UseQuestion<Detail>, id: string) => Promise<Value | null> {
  const byName = batched<Caller, Value>(async ({ organizationId }, names) => {
    const asked = names.map((name) => JSON.parse(name) as [string, UseQuestion<Detail>]); // Written below.
    const questions = new Map<string, UseQuestion<Detail>>(asked.map(([, each]) => [JSON.stringify(each), each]));
    const found = new Map<string, ReadonlyMap<string, Value>>();
    for (const [name, question] of questions) {
      const ids = asked.flatMap(([id, each]) => (JSON.stringify(each) === name ? [id] : []));
      found.set(name, await load({ owner: question.owner, ids: [...new Set(ids)], organizationId }, question));
    }
    return asked.map(([id, question]) => found.get(JSON.stringify(question))?.get(id) ?? null);
  });
  return (caller, { owner, window, detail }, id) => byName(caller, JSON.stringify([id, { owner, window, detail }]));
}
