import type { EventName } from './catalogue';
import type { EventTarget, Happened } from './Happened';

/** An event that changed something. */
export type Success = Happened & { readonly target: EventTarget };

/** Of events those of these names that changed something. */
export function successesOf(happened: readonly Happened[], ...names: readonly EventName[]): Success[] {
  const isWanted = (each: Happened): each is Success =>
    names.includes(each.event) && each.outcome === 'SUCCESS' && each.target !== null;
  return happened.filter(isWanted);
}
