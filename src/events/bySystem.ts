import { idsAfter, newId } from '../id';
import { changesBetween } from './changesBetween';
import type { Consequence, Happened } from './Happened';

/** Events that this server brings about by itself, such as a job, in their order. Units: `at` in epoch milliseconds. */
export function bySystem(organizationId: string | null, consequences: readonly Consequence[], at: number): Happened[] {
  const [requestId, nextId] = [newId(at), idsAfter(newId(at))];
  return consequences.map(({ event, target, before, after }) => ({
    id: nextId(),
    event,
    at,
    organizationId,
    actor: { kind: 'SYSTEM', id: null, name: 'Latchkey' },
    target,
    outcome: 'SUCCESS',
    changes: changesBetween(event, before, after),
    codes: [],
    origin: { address: 'server', requestId },
  }));
}
