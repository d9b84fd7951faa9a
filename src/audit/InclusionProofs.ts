import { nodeHash } from './nodeHash';
import { subtreesOf, type TreeHashes } from './TreeHashes';

/** Proofs that leaves are in a tree of one size. Source: RFC 6962, section 2.1.1. */
export class InclusionProofs {
  /** The roots of the spans that end with the tree: every proof has one of them at most. Shape: by where they start. */
  private readonly edges = new Map<number, Promise<Buffer | undefined>>();

  constructor(
    private readonly hashes: Pick<TreeHashes, 'node'>,
    private readonly size: number,
  ) {}

  /**
   * The hashes beside the way of a leaf to the root, from the leaf up.
   * Errors: null where the database lacks one of them, or the tree has no such leaf.
   */
  async of(index: number): Promise<readonly Buffer[] | null> {
    if (index >= this.size) return null;
    const beside: Promise<Buffer | undefined>[] = [];
    let [start, end] = [0, this.size];
    while (end - start > 1) {
      const split = start + 2 ** (Math.ceil(Math.log2(end - start)) - 1);
      const isLeft = index < split;
      beside.unshift(isLeft ? this.spanRoot(split, end) : this.spanRoot(start, split));
      [start, end] = isLeft ? [start, split] : [split, end];
    }
    const found = await Promise.all(beside);
    return found.every((hash) => hash !== undefined) ? found : null;
  }

  private spanRoot(start: number, end: number): Promise<Buffer | undefined> {
    if (end < this.size) return this.readSpan(start, end);
    const known = this.edges.get(start) ?? this.readSpan(start, end);
    this.edges.set(start, known);
    return known;
  }

  private async readSpan(start: number, end: number): Promise<Buffer | undefined> {
    const parts = await Promise.all(subtreesOf(start, end).map(({ height, index }) => this.hashes.node(height, index)));
    return parts.reduceRight((right, left) => right && left && nodeHash(left, right));
  }
}

/**
 * The root to which a proof leads. Shape: null where the proof is none of a tree of that size.
 * Source: RFC 9162, section 2.1.3.2.
 */
export function rootOfProof(leaf: Buffer, index: number, size: number, proof: readonly Buffer[]): Buffer | null {
  let [place, last, root] = [index, size - 1, leaf];
  if (place > last) return null;
  for (const hash of proof) {
    if (last === 0) return null;
    const isRight = place % 2 === 1 || place === last;
    root = isRight ? nodeHash(hash, root) : nodeHash(root, hash);
    while (isRight && place !== 0 && place % 2 === 0) [place, last] = [half(place), half(last)];
    [place, last] = [half(place), half(last)];
  }
  return last === 0 ? root : null;
}

function half(number: number): number {
  return Math.floor(number / 2);
}
