import { LINE_HEAD, sealLine } from './journalLine';
import { TALLY_NUMBERS_WIDTH, type Tally } from './Tally';

/** Units: bytes that the kernel writes as a whole, or not at all, however a process ends. */
export const BLOCK_BYTES = 4_096;
/** Units: tallies of one line: so many fit into a block, whatever they say. */
export const MAX_LINE_TALLIES = 11;

const SPACE = 32;
const CLOSED = 93;
const NEWLINE = 10;

/** A line of tallies, made for being written again in its place with larger numbers. Source: decision 114. */
export class JournalPage {
  readonly tallies: Tally[] = [];
  /** Those that had a place, and have none any more. */
  private left: Tally[] = [];
  private readonly line = Buffer.alloc(BLOCK_BYTES, ' ');
  private length = 0;
  /** Units: bytes that it may take: a line that grows crosses no border of a block. */
  private room = 0;

  get isEmpty(): boolean {
    return this.tallies.length === 0;
  }

  /** Begins a line at an offset of the file, in place of the one before. */
  begin(hourAt: number, offset: number): void {
    this.clear();
    this.room = BLOCK_BYTES - (offset % BLOCK_BYTES);
    this.length = LINE_HEAD + this.line.write(`[${hourAt}`, LINE_HEAD, 'latin1') + 2;
  }

  /** Takes the places of its tallies. */
  clear(): void {
    for (const tally of this.tallies) {
      tally.place = -1;
      this.left.push(tally);
    }
    this.tallies.length = 0;
  }

  /** Takes those that have no place any more. */
  takeLeft(): readonly Tally[] {
    const { left } = this;
    this.left = [];
    return left;
  }

  /** Gives tallies a place in the line. Shape: false where there is none for all of them; then none is given one. */
  add(tallies: readonly Tally[]): boolean {
    if (this.tallies.length + tallies.length > MAX_LINE_TALLIES) return false;
    const heads = tallies.map((tally) => tally.head());
    const addedBytes = heads.reduce((sum, head) => sum + head.length + TALLY_NUMBERS_WIDTH + 1, 0);
    if (this.length + addedBytes > this.room) return false;
    let end = this.length - 2;
    for (const [index, tally] of tallies.entries()) {
      end += this.line.write(heads[index] ?? '', end, 'latin1');
      this.line.fill(SPACE, end, end + TALLY_NUMBERS_WIDTH);
      tally.place = end;
      this.tallies.push(tally);
      this.update(tally);
      end += TALLY_NUMBERS_WIDTH;
      this.line[end] = CLOSED;
      end += 1;
    }
    this.length = end + 2;
    return true;
  }

  /** Writes the numbers of a tally that has a place. */
  update(tally: Tally): void {
    tally.writeNumbers(this.line, tally.place);
  }

  /** The line as it stands. Shape: a view, which holds until the next change. */
  bytes(): Buffer {
    this.line[LINE_HEAD - 1] = SPACE;
    this.line[this.length - 2] = CLOSED;
    this.line[this.length - 1] = NEWLINE;
    sealLine(this.line, this.length);
    return this.line.subarray(0, this.length);
  }
}
