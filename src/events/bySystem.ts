import { newId } from '../id';
import { changesBetween } from './changesBetween';
import type { Consequence, Happened } from './Happened';

/** An event that this server brings about by itself, such as a job. Units: `at` in epoch milliseconds. */
export function bySystem(
  organizationId: string | null,
  { event, target, before, after }: Consequence,
  at: number,
): Happened {
  return {
    id: newId(at),
    event,
    at,
    organizationId,
    actor: { kind: 'SYSTEM', id: null, name: 'Latchkey' },
    target,
    outcome: 'SUCCESS',
    changes: changesBetween(event, before, after),
    codes: [],
    origin: { address: 'server', requestId: newId(at) },
  };
}
