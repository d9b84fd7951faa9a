import { randomUUID } from 'node:crypto';

/**
 * A new id: a UUIDv7, so that ids made later sort later.
 * Shape: 32 lower-case hex characters, e.g. `019b2f6e8f7a7c3d9e1f2a3b4c5d6e7f`.
 * Source: RFC 9562, section 5.7.
 */
export function newId(now: number): string {
  const random = randomUUID(); // A UUIDv4; of it all that is random, and the variant, which is the same.
  const time = now.toString(16).padStart(12, '0');
  return `${time}7${random.slice(15, 18)}${random.slice(19, 23)}${random.slice(24)}`;
}

/** Makes ids that sort one right behind the other, the first behind this one. Source: RFC 9562, section 6.2, method 2. */
export function idsAfter(first: string): () => string {
  let last = first;
  return () => {
    last = (BigInt(`0x${last}`) + 1n).toString(16).padStart(32, '0');
    return last;
  };
}

/** What sorts before every id of an instant, and behind every earlier one. Shape: as an id. */
export function firstIdAt(instant: number): string {
  return Math.max(instant, 0).toString(16).padStart(12, '0').padEnd(32, '0');
}

/** Whether a text has the shape of an id; what has not is not worth asking the database for. */
export function isId(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(text);
}
