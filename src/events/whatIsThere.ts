import type { Mutated } from './Changes';

/** What a change came to or, where it was refused as a `CONFLICT`, what is there instead. */
export function whatIsThere<T>(mutated: Mutated<T>): T | null {
  return mutated.result ?? ('present' in mutated ? (mutated.present ?? null) : null);
}
