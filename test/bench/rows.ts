import { firstQuery } from './firstQuery';
import { introspection } from './introspection';
import type { Row } from './row';
import { tokenExchange } from './tokenExchange';
import { verify } from './verify';

/** Every row of the table, in its order. */
export const ROWS: readonly Row[] = [firstQuery, verify, introspection, tokenExchange];
