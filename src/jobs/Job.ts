/** Recurring work of a server process. */
export interface Job {
  /** Shape: kebab-case, e.g. `sweep-sessions`; the name of its lease, too. */
  readonly name: string;
  /** Units: milliseconds from the end of one turn to the next. */
  readonly everyMs: number;
  /** Whether one process does it for all that share the database; otherwise each does it for itself. */
  readonly isForOne: boolean;
  /** Whether one process of a server does it, where each does it for itself: of workers, their primary. */
  readonly isForServer?: boolean;
  /**
   * Takes one turn. A process that was paused may outlive its lease, so two turns may overlap: a job must tolerate that.
   * @param now in epoch milliseconds
   * @param stop aborted when the process stops: a long turn ends early
   */
  run(now: number, stop: AbortSignal): Promise<void>;
}
