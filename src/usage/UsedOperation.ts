import { createHash } from 'node:crypto';
import type { Need } from '../access/Need';
import { needKey } from '../access/Need';
import type { UsageKind, UsageOperation } from './UsageOperation';

/** Units: characters of a signature and of a name that are kept. */
export const MAX_SIGNATURE = 2_000;
const MAX_NAME = 200;

/** What a key was used for, as the database keeps it. Shape: as of `UsageOperation`. */
export type UsedOperation = Readonly<Omit<UsageOperation, 'lastUsedAt'>>;

/** The parts of an operation. */
export interface OperationParts {
  readonly kind: UsageKind;
  readonly name: string | null;
  /** Without values, of any length. */
  readonly signature: string;
  /** Coordinates, sorted. */
  readonly fields?: readonly string[];
  /** Of each part that was answered; null where they cannot be known. */
  readonly needs: readonly Need[] | null;
}

/** An operation with the id of its parts: equal parts have one id, in every process and at all times. */
export function usedOperation({ kind, name, signature, fields = [], needs }: OperationParts): UsedOperation {
  const parts = {
    kind,
    name: name === null ? null : bounded(name, MAX_NAME),
    signature,
    fields: JSON.stringify(fields),
    needs: needs && needsText(needs),
  };
  const id = createHash('sha256')
    .update(JSON.stringify(Object.values(parts)))
    .digest('hex')
    .slice(0, 32);
  return { id, ...parts, signature: bounded(signature, MAX_SIGNATURE) };
}

/** Needs that any caller satisfies are left out, and so are repetitions. */
function needsText(needs: readonly Need[]): string {
  const distinct = new Map(needs.filter(isWant).map((need) => [needKey(need), need.anyOf]));
  return JSON.stringify([...distinct].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, anyOf]) => anyOf));
}

function isWant({ isOpen, anyOf }: Need): boolean {
  return !isOpen && anyOf.every((scopes) => scopes.length > 0);
}

function bounded(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 1)}…`;
}
