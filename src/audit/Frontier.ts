import { EMPTY_ROOT, HASH_BYTES, nodeHash } from './nodeHash';

/**
 * The right edge of a tree: all that is needed to append leaves to it, and to compute its root.
 * Source: RFC 6962, section 2.1.
 */
export class Frontier {
  /** @param hashes of the complete subtrees, from the largest to the smallest: one for each bit of the size */
  private constructor(
    private readonly hashes: Buffer[],
    private leafCount: number,
  ) {}

  /** The edge of a tree without leaves. */
  static empty(): Frontier {
    return new Frontier([], 0);
  }

  /** Reads an edge as `toString` writes it. Errors: null where it is not one of a tree of that size. */
  static parse(size: number, text: string): Frontier | null {
    const hashes = text === '' ? [] : text.split(',').map((each) => Buffer.from(each, 'base64'));
    const isWhole = hashes.length === bitCountOf(size) && hashes.every(({ length }) => length === HASH_BYTES);
    return isWhole ? new Frontier(hashes, size) : null;
  }

  /** How many leaves the tree has. */
  get size(): number {
    return this.leafCount;
  }

  /**
   * Appends the hash of a leaf.
   * @param complete is told of each subtree that it completes. Shape: its height above the leaves, and its root
   */
  append(leaf: Buffer, complete?: (height: number, root: Buffer) => void): void {
    let root = leaf;
    let height = 0;
    for (let left = this.leafCount; left % 2 === 1; left = (left - 1) / 2) {
      root = nodeHash(this.hashes.pop() ?? root, root);
      height += 1;
      complete?.(height, root);
    }
    this.hashes.push(root);
    this.leafCount += 1;
  }

  /** The root of the tree. */
  root(): Buffer {
    return this.hashes.length === 0 ? EMPTY_ROOT : this.hashes.reduceRight((right, left) => nodeHash(left, right));
  }

  /** The root of the smallest of the complete subtrees, so many of them, as if there were no others. */
  tail(count: number): Buffer {
    return this.hashes.slice(-count).reduceRight((right, left) => nodeHash(left, right));
  }

  /** Shape: the hashes of the complete subtrees in base64, from the largest to the smallest, with commas. */
  toString(): string {
    return this.hashes.map((each) => each.toString('base64')).join(',');
  }
}

/** Sizes may have more bits than integers for which there are operators of bits. */
function bitCountOf(size: number): number {
  let count = 0;
  for (let left = size; left > 0; left = Math.floor(left / 2)) count += left % 2;
  return count;
}
