import type { Exchange } from './exchange';
import type { Sandbox } from './Sandbox';
import type { ServerProcess } from './ServerProcess';

/** A server that runs, and what it is asked. */
export interface Contender {
  readonly server: ServerProcess;
  readonly exchange: Exchange;
}

/** The two that are compared: they answer the same bytes. */
export interface Contenders {
  readonly ours: Contender;
  readonly reference: Contender;
}

/** Where a row's servers run. `profileFolder` null: without CPU profiles. */
export interface Stage {
  readonly sandbox: Sandbox;
  readonly profileFolder: string | null;
}

/** One row of the table. */
export interface Row {
  /** Shape: what `--row` takes, and the start of the names of its CPU profiles, e.g. `first-query`. */
  readonly name: string;
  readonly what: string;
  /** What ours is compared with. */
  readonly reference: string;
  start(stage: Stage): Promise<Contenders>;
}
