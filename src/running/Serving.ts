import type { Readings } from '../metrics/Readings';

/** What metrics are read from. */
export interface MetricsSource {
  read(): Promise<Readings>;
}

/** What serves: this process itself, or the workers that it forks. */
export interface Serving {
  /** The metrics of all that serves; null where nobody asks for them. */
  readonly metrics: MetricsSource | null;
  /** Starts to listen. Shape: the URL. Errors: a `StartError` with one sentence. */
  listen(): Promise<string>;
  /** Says from now on that it is not ready, and serves on. */
  drain(): void;
  /** Reads the files of TLS anew, for new connections. Errors: those of `readTls`; then nothing changes. */
  renewTls(): void;
  /** Refuses what is new, and finishes what runs. */
  close(): Promise<void>;
}
