import { GRAPH_ROWS } from './GRAPH_ROWS';
import type { MatrixRow } from './MatrixRow';
import { PAYLOAD_ROWS } from './PAYLOAD_ROWS';
import { PEOPLE_ROWS } from './PEOPLE_ROWS';
import { ROTATION_ROWS } from './ROTATION_ROWS';

/** Every field of the schema. */
export const MATRIX: readonly MatrixRow[] = [...GRAPH_ROWS, ...PAYLOAD_ROWS, ...PEOPLE_ROWS, ...ROTATION_ROWS];
