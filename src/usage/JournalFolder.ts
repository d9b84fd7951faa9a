import { type FileHandle, open, readdir, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import { isId } from '../id';
import { JOURNAL_ENDING } from './JournalFile';
import type { JournalBytes } from './journalBatch';

/** What is seen of a journal from outside. Units: bytes; epoch milliseconds. */
export interface JournalLook {
  readonly byteCount: number;
  readonly changedAt: number;
}

/** The folder of journals. Errors: those of the file system, but for files that are gone. */
export class JournalFolder {
  constructor(private readonly folder: string) {}

  /** The ids of journals, the oldest first. */
  async ids(): Promise<string[]> {
    const names = (await orNull(readdir(this.folder))) ?? [];
    const ids = names
      .filter((name) => name.endsWith(JOURNAL_ENDING))
      .map((name) => path.basename(name, JOURNAL_ENDING));
    return ids.filter(isId).sort();
  }

  /** Shape: null where the journal is gone. */
  async look(id: string): Promise<JournalLook | null> {
    const found = await orNull(stat(this.pathOf(id)));
    return found && { byteCount: found.size, changedAt: found.mtimeMs };
  }

  /**
   * Reads a journal from an offset up to where it ended at the time. A line that ends earlier is read as it stays: its writer
   * changes none but the last. Shape: null where the journal is gone.
   */
  async read(id: string, offset: number): Promise<JournalBytes | null> {
    const file = await orNull(open(this.pathOf(id), 'r'));
    if (!file) return null;
    try {
      const { size } = await file.stat();
      return { offset, bytes: await readAll(file, offset, Math.max(size - offset, 0)) };
    } finally {
      await file.close();
    }
  }

  async remove(id: string): Promise<void> {
    await orNull(unlink(this.pathOf(id)));
  }

  private pathOf(id: string): string {
    return path.join(this.folder, `${id}${JOURNAL_ENDING}`);
  }
}

async function readAll(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(bytes, done, length - done, offset + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return bytes.subarray(0, done);
}

/** Errors: null for what is not there. */
async function orNull<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
