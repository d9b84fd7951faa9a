import { randomStream } from './randomStream';

/** A repeatable source of numbers. Shape: each from 0 to just under 1. */
export function seededRandom(seed: string): () => number {
  const bytes = randomStream(seed);
  return () => Buffer.from(bytes(4)).readUInt32BE() / 2 ** 32;
}
