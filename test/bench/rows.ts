import { firstQuery } from './firstQuery';
import type { Row } from './row';

/** Every row of the table, in its order. */
export const ROWS: readonly Row[] = [firstQuery];
