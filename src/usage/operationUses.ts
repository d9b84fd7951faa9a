import type { OperationUse } from './OperationUse';
import { sumOf } from './readUse';
import type { CountedOperation } from './UseReport';
import { wholeNumber } from './wholeNumber';

/**
 * The operations of a report, those asked most first. What differs in nothing but which of its parts were answered is one
 * operation.
 */
export function operationUses(operations: readonly CountedOperation[]): OperationUse[] {
  const known = new Map<string, CountedOperation>();
  for (const counted of operations) {
    const { kind, name, signature } = counted.operation;
    if (kind === 'INTROSPECTED') continue; // No request of the key.
    const text = JSON.stringify([kind, name, signature]);
    known.set(text, { ...sumOf(known.get(text), counted), operation: counted.operation });
  }
  return [...known.values()]
    .sort((one, other) => other.requests - one.requests || other.lastUsedAt - one.lastUsedAt)
    .map(({ operation: { name, signature }, requests, refused, failed, cost, lastUsedAt }) => ({
      name,
      signature,
      requests: wholeNumber(requests),
      refused: wholeNumber(refused),
      failed: wholeNumber(failed),
      cost: wholeNumber(cost),
      lastUsedAt,
    }));
}
