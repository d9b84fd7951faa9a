import type { FieldUse } from './FieldUse';
import type { UsedOperation } from './scopeUses';

/** The fields that operations answered, those asked most first, then by name. */
export function fieldUses(used: readonly UsedOperation[]): FieldUse[] {
  const fields = new Map<string, FieldUse>();
  for (const { operation, requests, lastUsedAt } of used) {
    for (const coordinate of operation.fields) {
      const known = fields.get(coordinate);
      fields.set(coordinate, {
        coordinate,
        requests: (known?.requests ?? 0) + requests,
        lastUsedAt: Math.max(known?.lastUsedAt ?? 0, lastUsedAt),
      });
    }
  }
  return [...fields.values()].sort(
    (one, other) => other.requests - one.requests || (one.coordinate < other.coordinate ? -1 : 1),
  );
}
