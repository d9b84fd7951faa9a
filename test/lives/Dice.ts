import { seededRandom } from '../support/random';
import { the } from './KeyModel';

/** Chooses at random, and the same again for the same seed. */
export class Dice {
  private readonly next: () => number;

  constructor(seed: string) {
    this.next = seededRandom(seed);
  }

  /** Whether something of this share happens. Shape: a share from 0 to 1. */
  isBelow(share: number): boolean {
    return this.next() < share;
  }

  /** A whole number below `count`. */
  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  pick<Each>(from: readonly Each[]): Each {
    return the(from[this.below(from.length)]);
  }
}
