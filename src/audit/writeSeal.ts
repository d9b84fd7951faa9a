import type { Storage } from '../storage/Storage';
import type { AuditTree } from './AuditTree';
import type { Adopted } from './oldRows';
import type { SealStatements } from './sealStatements';
import type { GrownTile } from './TreeGrowth';

/** Rows of one tree that are sealed together. */
export interface SealPlan {
  /** The tree as it was read. Shape: null where there was none. */
  readonly before: AuditTree | null;
  readonly after: AuditTree;
  /** In the order of the leaves, behind those that the tree had. */
  readonly rows: readonly { readonly id: string; readonly adopted?: Adopted | undefined }[];
  readonly tiles: readonly GrownTile[];
}

/** Another sealer was faster: nothing was written. */
export class TreeConflict extends Error {
  override readonly name = 'TreeConflict';
  override readonly message = 'a tree of the audit log has grown meanwhile';
}

/**
 * Writes what was sealed, all of it or nothing. Where a tree is no longer as it was read, nothing: two sealers never append to
 * one tree both. Each statement is right by itself. Errors: a `TreeConflict`.
 */
export async function writeSeal(
  storage: Storage,
  statements: SealStatements,
  plans: readonly SealPlan[],
): Promise<void> {
  const added = plans.filter(({ before }) => before === null).map(({ after }) => treeValues(after));
  const grown = plans.flatMap(({ before, after }) =>
    before === null ? [] : [[...treeValues(after), before.size, before.firstKept]],
  );
  const rows = plans.flatMap(({ before, rows: all }) =>
    all.map(({ id, adopted }, index) => ({ id, adopted, sequence: (before?.size ?? 0) + index })),
  );
  const own = rows.flatMap(({ id, adopted, sequence }) => (adopted ? [] : [[id, sequence]]));
  const old = rows.flatMap(({ id, adopted, sequence }) =>
    adopted ? [[id, sequence, adopted.severity, adopted.salts, adopted.leaf]] : [],
  );
  const tiles = plans.flatMap(({ after, tiles: each }) =>
    each.map(({ level, number, hashes }) => [after.id, level, number, hashes.toString('base64')]),
  );
  await storage.write(async ({ sql }) => {
    const write = async (statement: string, values: readonly unknown[]): Promise<number> =>
      values.length === 0 ? 0 : (await sql(statement, [JSON.stringify(values)])).length;
    const treeCount = (await write(statements.growTrees, grown)) + (await write(statements.addTrees, added));
    // Another sealer may have sealed rows before their tree was read, and after they were.
    const rowCount = (await write(statements.sealRows, own)) + (await write(statements.sealOldRows, old));
    if (treeCount < plans.length || rowCount < rows.length) throw new TreeConflict();
    await write(statements.writeTiles, tiles);
  }, 'READ_COMMITTED');
}

function treeValues({ id, size, frontier, firstKept, proof, sealedAt }: AuditTree): readonly (string | number)[] {
  return [id, size, frontier, firstKept, proof, sealedAt];
}
