import type { Readable } from 'node:stream';
import type { Environment } from '../SETTING_NAMES';

/** What a command reads, and where it writes: the process's own in the program, texts in most tests. */
export interface Terminal {
  readonly environment: Environment;
  readonly input: Readable;
  /** Writes to standard output. */
  readonly say: (text: string) => void;
  /** Waits until standard output has taken what was said. Shape: false where that was lost. */
  readonly isTaken: () => Promise<boolean>;
  /** Whether a person watches standard error: then long work shows how far it is. */
  readonly isWatched: boolean;
  /** Whether standard output is a terminal: then it may have colours. */
  readonly isShown: boolean;
  /** Units: characters of a line of standard error. */
  readonly columns: number;
  /** Writes to standard error. */
  readonly writeError: (text: string) => void;
  /** Hears Ctrl-C, which ends the process otherwise. Shape: the answer stops that. */
  readonly onInterrupt: (listener: () => void) => () => void;
}
