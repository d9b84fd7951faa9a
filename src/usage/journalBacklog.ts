import type { Storage } from '../storage/Storage';
import { JournalFolder } from './JournalFolder';
import { JOURNAL_START, type JournalMark, journalBatch, readNotes } from './journalBatch';

const MARK = 'SELECT "byteCount", "counted" FROM "usage_journal" WHERE "id" = $1';
const DATABASE = 'SELECT "id" FROM "usage_recording" ORDER BY "recordedSince", "id" LIMIT 1';

/** What of the journals is not in the database yet. */
export interface JournalBacklog {
  /** Journals of which something is not read. */
  readonly journalCount: number;
  /** Units: seconds since the oldest use that is not read; 0 where all is. */
  readonly lagSeconds: number;
}

/** Looks what of the journals of a folder is not in the database yet, whether or not a server runs. It changes nothing. */
export async function journalBacklog(
  { sql }: Pick<Storage, 'sql'>,
  path: string,
  now: number,
): Promise<JournalBacklog> {
  const folder = new JournalFolder(path);
  const [database] = await sql<{ id: string }>(DATABASE, []);
  const unread: number[] = [];
  for (const id of await folder.ids()) {
    const [mark] = await sql<JournalMark>(MARK, [id]);
    const part = await folder.read(id, 0);
    if (!part) continue;
    let isForeign = false;
    const note = (found: Readonly<Record<string, unknown>>): void => {
      if (typeof found.database === 'string') isForeign = found.database !== database?.id;
    };
    readNotes(part, part.bytes.length, note);
    const { uses } = journalBatch(part, mark ?? JOURNAL_START, false, note);
    if (!isForeign && uses.length > 0) unread.push(Math.min(...uses.map(({ lastUsedAt }) => lastUsedAt)));
  }
  return { journalCount: unread.length, lagSeconds: Math.max((now - Math.min(now, ...unread)) / 1_000, 0) };
}
