import { AUDIT_ROWS } from './AUDIT_ROWS';
import { GRAPH_ROWS } from './GRAPH_ROWS';
import { KEY_POLICY_ROWS } from './KEY_POLICY_ROWS';
import type { MatrixRow } from './MatrixRow';
import { PAYLOAD_ROWS } from './PAYLOAD_ROWS';
import { PEOPLE_ROWS } from './PEOPLE_ROWS';
import { ROTATION_ROWS } from './ROTATION_ROWS';
import { USAGE_ROWS } from './USAGE_ROWS';
import { WEBHOOK_ROWS } from './WEBHOOK_ROWS';

/** Every field of the schema. */
export const MATRIX: readonly MatrixRow[] = [
  ...GRAPH_ROWS,
  ...PAYLOAD_ROWS,
  ...PEOPLE_ROWS,
  ...KEY_POLICY_ROWS,
  ...ROTATION_ROWS,
  ...AUDIT_ROWS,
  ...USAGE_ROWS,
  ...WEBHOOK_ROWS,
];
