import { TILE_WIDTH } from './AuditTile';
import { Frontier } from './Frontier';

/** Units: binary levels of a tree that one level of tiles spans. */
const TILE_HEIGHT = 8;

/** Hashes of one tile, as they follow from the leaves. */
export interface MadeTile {
  readonly level: number;
  readonly number: number;
  readonly hashes: readonly Buffer[];
}

/** Builds a tree anew from its leaves, and the tiles above them. */
export class TreeWalk {
  readonly edge = Frontier.empty();
  /** The hashes of the tile of each level that is not complete yet. */
  private readonly open: Buffer[][] = [];
  private made: MadeTile[] = [];

  /** Appends a leaf. */
  append(leaf: Buffer): void {
    this.collect(0, this.edge.size, leaf);
    const end = this.edge.size + 1;
    this.edge.append(leaf, (height, root) => {
      if (height % TILE_HEIGHT === 0) this.collect(height / TILE_HEIGHT, end / 2 ** height - 1, root);
    });
  }

  /** The tiles that were completed since it was last asked. */
  takeTiles(): readonly MadeTile[] {
    const made = this.made;
    this.made = [];
    return made;
  }

  /** The tiles that are not complete, but for those without a hash. */
  openTiles(): readonly MadeTile[] {
    return this.open
      .map((hashes, level) => ({ level, number: Math.floor(this.hashCount(level) / TILE_WIDTH), hashes }))
      .filter(({ hashes }) => hashes.length > 0);
  }

  private collect(level: number, index: number, hash: Buffer): void {
    const hashes = this.open[level] ?? [];
    hashes.push(hash);
    const isComplete = hashes.length === TILE_WIDTH;
    if (isComplete) this.made.push({ level, number: Math.floor(index / TILE_WIDTH), hashes });
    this.open[level] = isComplete ? [] : hashes;
  }

  private hashCount(level: number): number {
    return Math.floor(this.edge.size / TILE_WIDTH ** level);
  }
}
