import type { Engine } from '../../src/database/options';

/** The engines, by the names under which tests are counted. */
export const ENGINES: readonly (readonly [label: string, engine: Engine])[] = [
  ['on SQLite', 'sqlite'],
  ['on PostgreSQL', 'postgres'],
];
