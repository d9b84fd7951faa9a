import { HASH_BYTES, nodeHash } from './nodeHash';

/** Hashes that stand side by side, and those above them as far as they are asked for. */
export class Tile {
  /** From the bottom up. */
  private readonly layers: Buffer[][];

  /** @param hashes one behind the other */
  constructor(hashes: Buffer) {
    this.layers = [hashesOf(hashes)];
  }

  /** The root of a complete subtree. Shape: undefined where the tile does not have it whole. */
  node(height: number, index: number): Buffer | undefined {
    return this.layer(height)[index];
  }

  private layer(height: number): readonly Buffer[] {
    const known = this.layers[height];
    if (known) return known;
    const below = this.layer(height - 1);
    const made: Buffer[] = [];
    for (let index = 1; index < below.length; index += 2) {
      const [left, right] = [below[index - 1], below[index]];
      if (left && right) made.push(nodeHash(left, right));
    }
    this.layers[height] = made;
    return made;
  }
}

/** Parts a text of hashes. */
export function hashesOf(concatenated: Buffer): Buffer[] {
  const count = Math.floor(concatenated.length / HASH_BYTES);
  return Array.from({ length: count }, (_none, index) =>
    concatenated.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES),
  );
}
