import type { AuditEvent } from '../events/AuditEvent';
import type { RunSql, SqlValue } from '../storage/Storage';
import { TILE_WIDTH } from './AuditTile';
import { SERVER_TREE } from './AuditTree';

const COLUMNS = [
  ...['id', 'organizationId', 'at', 'actorKind', 'actorId', 'actorName', 'type', 'targetType', 'targetId'],
  ...[
    'targetName',
    'processId',
    'outcome',
    'codes',
    'changes',
    'address',
    'requestId',
    'count',
    'firstAt',
    'sequence',
    'severity',
  ],
  ...['userAgent', 'salts', 'leaf', 'mac', 'erased'],
];
/** Reads whole rows; a condition follows. */
export const SELECT_ROWS = `SELECT ${COLUMNS.map((column) => `"${column}"`).join(', ')} FROM "audit_event" WHERE`;

/** The condition that a row is of a tree. @param place of its value, e.g. `$1` */
export function ofTree(tree: string, place: string): { readonly sql: string; readonly values: readonly SqlValue[] } {
  // Both name the place, since an engine refuses a value that no statement mentions.
  return tree === SERVER_TREE
    ? { sql: `("organizationId" IS NULL AND ${place} = '${SERVER_TREE}')`, values: [tree] }
    : { sql: `"organizationId" = ${place}`, values: [tree] };
}

/** The sealed rows of a tree from one sequence up to another, that one excluded, in their order. */
export function readSealedRows(sql: RunSql, tree: string, from: number, to: number): Promise<readonly AuditEvent[]> {
  const { sql: condition, values } = ofTree(tree, '$1');
  const statement = `${SELECT_ROWS} ${condition} AND "sequence" >= $2 AND "sequence" < $3 ORDER BY "sequence"`;
  return sql<AuditEvent>(statement, [...values, from, to]);
}

/** Goes through them, as many at a time as a tile has hashes. */
export async function* sealedRows(sql: RunSql, tree: string, from: number, to: number): AsyncGenerator<AuditEvent> {
  for (let start = from; start < to; start += TILE_WIDTH) {
    yield* await readSealedRows(sql, tree, start, Math.min(start + TILE_WIDTH, to));
  }
}
