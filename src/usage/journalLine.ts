import { crc32 } from 'node:zlib';

/** Units: bytes of a checksum in hexadecimal, and of the space behind it. */
export const LINE_HEAD = 9;

/** What was found where a line of a journal begins. Shape: `end` is where the next one begins; of `PART` there is no end yet. */
export type FoundLine =
  | { readonly kind: 'LINE'; readonly json: string; readonly end: number }
  | { readonly kind: 'BLANK' | 'TORN'; readonly end: number }
  | { readonly kind: 'PART' };

const NEWLINE = 10;
const SPACE = 32;

/** A line of a journal. Shape: eight hexadecimal digits, a space, JSON, a newline. */
export function journalLine(json: string): Buffer {
  const line = Buffer.from(`         ${json}\n`);
  sealLine(line, line.length);
  return line;
}

/** Writes the checksum into a line that is otherwise there. @param length with the newline */
export function sealLine(line: Buffer, length: number): void {
  const sum = crc32(line.subarray(LINE_HEAD, length - 1));
  line.write(sum.toString(16).padStart(LINE_HEAD - 1, '0'), 0, 'latin1');
}

/** Reads the line that begins at an offset. A line of spaces is blank: the next one was to begin elsewhere. */
export function readJournalLine(bytes: Buffer, start: number): FoundLine {
  const newline = bytes.indexOf(NEWLINE, start);
  if (newline < 0) return { kind: 'PART' };
  const end = newline + 1;
  const body = bytes.subarray(start + LINE_HEAD, newline);
  if (bytes[start] === SPACE || newline === start) {
    return { kind: bytes.subarray(start, newline).every((byte) => byte === SPACE) ? 'BLANK' : 'TORN', end };
  }
  const sum = bytes.toString('latin1', start, Math.min(start + LINE_HEAD - 1, newline));
  if (newline - start < LINE_HEAD || Number.parseInt(sum, 16) !== crc32(body)) return { kind: 'TORN', end };
  return { kind: 'LINE', json: body.toString(), end };
}
