import type { Readable } from 'node:stream';
import type { Environment } from '../SETTING_NAMES';

/** What a command reads, and where it writes: the process's own in the program, texts in most tests. */
export interface Terminal {
  readonly environment: Environment;
  readonly input: Readable;
  /** Writes to standard output. */
  readonly say: (text: string) => void;
  /** Whether a person watches standard error: then long work shows how far it is. */
  readonly isWatched: boolean;
  /** Writes to standard error. */
  readonly writeError: (text: string) => void;
}
