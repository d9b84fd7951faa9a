import type { CountedUse } from './CountedUse';
import { readJournalLine } from './journalLine';
import type { UsedOperation } from './UsedOperation';

/** Units: uses of one batch, from which on no further line is begun. */
const MAX_USES = 100;

/** How far a journal was read. Shape: as of `UsageJournal`. */
export interface JournalMark {
  readonly byteCount: number;
  readonly counted: string;
}

/** Where every journal begins. */
export const JOURNAL_START: JournalMark = { byteCount: 0, counted: '' };

/** Some lines of a journal, read. */
export interface JournalBatch {
  readonly uses: readonly CountedUse[];
  /** Where the next batch begins. */
  readonly mark: JournalMark;
  /** Whether something that was written there could not be read. */
  readonly isTorn: boolean;
  /** `MORE`: further lines follow. `END`: nothing does. `UNREADABLE`: it is being written, or was torn. */
  readonly next: 'MORE' | 'END' | 'UNREADABLE';
}

/** A part of a journal. */
export interface JournalBytes {
  readonly bytes: Buffer;
  /** Where in the file it begins; it ends where the file did at the time. */
  readonly offset: number;
}

/** What stands in a journal beside uses: its first and last line, and operations. */
export type JournalNote = Readonly<Record<string, unknown>>;

/**
 * Reads lines behind a mark. The last line may still grow: the mark stays at its beginning, with what of it was counted.
 * @param isOver whether nothing is written to the journal any more: then what cannot be read is torn
 */
export function journalBatch(
  { bytes, offset }: JournalBytes,
  from: JournalMark,
  isOver: boolean,
  note: (note: JournalNote) => void,
): JournalBatch {
  const uses: CountedUse[] = [];
  let { byteCount, counted } = from;
  let isTorn = false;
  const batch = (next: JournalBatch['next']): JournalBatch => ({ uses, mark: { byteCount, counted }, isTorn, next });
  while (uses.length < MAX_USES) {
    const start = byteCount - offset;
    if (start >= bytes.length) return batch('END');
    const line = readJournalLine(bytes, start);
    const end = line.kind === 'PART' ? bytes.length : line.end;
    const isLast = end === bytes.length;
    if (line.kind === 'LINE' && line.json.startsWith('[')) {
      uses.push(...newUses(line.json, counted));
      if (isLast) {
        counted = line.json;
        return batch('END');
      }
    } else if (line.kind === 'LINE')
      note(JSON.parse(line.json) as JournalNote); // Its checksum says that we wrote it.
    else if (line.kind !== 'BLANK') {
      if (isLast && !isOver) return batch('UNREADABLE');
      isTorn = true;
    }
    byteCount = offset + end;
    counted = '';
  }
  return batch('MORE');
}

/** Reads what stands before a mark, where another process has read it: operations are named there. */
export function readNotes({ bytes }: JournalBytes, until: number, note: (note: JournalNote) => void): void {
  for (let start = 0; start < until; ) {
    const line = readJournalLine(bytes, start);
    if (line.kind === 'PART') return;
    if (line.kind === 'LINE' && line.json.startsWith('{')) note(JSON.parse(line.json) as JournalNote); // As above.
    start = line.end;
  }
}

/** Whether a note is an operation. */
export function isOperation(note: JournalNote): note is JournalNote & UsedOperation {
  return typeof note.signature === 'string' && typeof note.id === 'string';
}

/** Shape: the hour, and a list of each use. */
type Line = readonly [hourAt: number, ...uses: Entry[]];
type Entry = readonly [
  ...names: [apiKeyId: string, organizationId: string, secretNumber: number],
  ...what: [operationId: string, network: string, userAgent: string],
  ...counts: [requestCount: number, refusedCount: number, failedCount: number, cost: number],
  ...times: [firstUsedAt: number, lastUsedAt: number],
];

/** What a line counts more than what was counted of it. Its uses keep their places, and only grow. */
function newUses(json: string, counted: string): CountedUse[] {
  const [hourAt, ...entries] = JSON.parse(json) as Line; // Its checksum says that we wrote it.
  const [, ...earlier] = counted === '' ? [0] : (JSON.parse(counted) as Line);
  return entries.flatMap((entry, index) => {
    const before = earlier[index];
    if (before && before[6] === entry[6] && before[11] === entry[11]) return [];
    const [apiKeyId, organizationId, secretNumber, operationId, network, userAgent] = entry;
    return [
      {
        ...{ apiKeyId, organizationId, secretNumber, operationId, network, userAgent, hourAt },
        requestCount: entry[6] - (before?.[6] ?? 0),
        refusedCount: entry[7] - (before?.[7] ?? 0),
        failedCount: entry[8] - (before?.[8] ?? 0),
        cost: entry[9] - (before?.[9] ?? 0),
        firstUsedAt: entry[10],
        lastUsedAt: entry[11],
      },
    ];
  });
}
