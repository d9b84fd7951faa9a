import type { Need } from '../access/Need';
import type { ScopeName } from '../access/ScopeName';
import { chunksOf } from '../storage/chunksOf';
import { numberedPlaces } from '../storage/numberedPlaces';
import type { RunSql } from '../storage/Storage';
import type { UsageKind, UsageOperation } from './UsageOperation';
import type { UsedOperation } from './UsedOperation';

/** An operation, as it is read. */
export interface KnownOperation {
  readonly id: string;
  readonly kind: UsageKind;
  readonly name: string | null;
  readonly signature: string;
  readonly fields: readonly string[];
  /** Null where it cannot be known. */
  readonly needs: readonly Need[] | null;
}

/** Units: ids that one statement looks for. */
const MAX_IDS = 500;

/** The operations of these ids. Shape: by id. */
export async function knownOperations(
  sql: RunSql,
  ids: readonly string[],
): Promise<ReadonlyMap<string, KnownOperation>> {
  const found = new Map<string, KnownOperation>();
  for (const some of chunksOf([...new Set(ids)], MAX_IDS)) {
    const rows = await sql<UsageOperation>(
      `SELECT "id", "kind", "name", "signature", "fields", "needs" FROM "usage_operation" WHERE "id" IN (${numberedPlaces(some)})`,
      some,
    );
    for (const row of rows) found.set(row.id, knownOperation(row));
  }
  return found;
}

/** An operation as it is read, of one as it is counted. */
export function knownOperation({ id, kind, name, signature, fields, needs }: UsedOperation): KnownOperation {
  // This server wrote both texts; nobody else can.
  const asked = needs === null ? null : (JSON.parse(needs) as readonly (readonly (readonly ScopeName[])[])[]);
  return {
    id,
    kind,
    name,
    signature,
    fields: JSON.parse(fields) as readonly string[],
    needs: asked?.map((anyOf) => ({ isOpen: false, anyOf })) ?? null,
  };
}
