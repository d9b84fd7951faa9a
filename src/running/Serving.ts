/** What serves: this process itself, or the workers that it forks. */
export interface Serving {
  /** Starts to listen. Shape: the URL. Errors: a `StartError` with one sentence. */
  listen(): Promise<string>;
  /** Refuses what is new, and finishes what runs. */
  close(): Promise<void>;
}
