import type { Config } from '../config';
import type { RunSql } from '../storage/Storage';
import type { Finding } from './Finding';

/** What a check belongs to, as `latchkey doctor` names it. Those of the settings and of the database are its own. */
export type CheckGroup = 'secrets' | 'seal' | 'usage' | 'outbox';

/** What a check may look at. It changes nothing. */
export interface Examined {
  readonly engine: 'sqlite' | 'postgres';
  /** Reads the database. A server may be writing to it meanwhile, or be down. */
  readonly sql: RunSql;
  readonly config: Config;
  /** The master secret, the kept one included. Shape: null where there is none. */
  readonly secret: string | null;
  /** Units: epoch milliseconds. */
  readonly now: number;
}

/** One check that a module adds to `latchkey doctor`. Source: decision 112. */
export interface Check {
  readonly group: CheckGroup;
  /** Tells it from others of its group. */
  readonly name: string;
  /** Errors: any; it is shown as the finding of this check alone. */
  look(examined: Examined): Promise<Finding>;
}
