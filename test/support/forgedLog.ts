import type { AuditTile } from '../../src/audit/AuditTile';
import type { AuditTree } from '../../src/audit/AuditTree';
import { AuditTrees } from '../../src/audit/AuditTrees';
import { TreeWalk } from '../../src/audit/TreeWalk';
import type { AuditEvent } from '../../src/events/AuditEvent';
import { AuditMac } from '../../src/events/AuditMac';
import { leafOf } from '../../src/events/auditLeaf';
import { chunksOf } from '../../src/storage/chunksOf';
import { insertStatement } from '../../src/storage/insertStatement';
import type { RunSql, SqlValue } from '../../src/storage/Storage';
import { SECRET, type World } from './world';

type Row = Readonly<Record<string, SqlValue>>;

/** All that a database has of one log. */
export interface LogInDatabase {
  readonly rows: readonly AuditEvent[];
  readonly tree: AuditTree;
  readonly tiles: readonly AuditTile[];
  readonly checkpoints: readonly Row[];
}

/** What a forger has: the database, or the master secret, too. */
export type Forger = 'DATABASE' | 'SECRET';

/** What a forger without the secret writes where a proof belongs. */
const NO_PROOF = 'A'.repeat(43).concat('=');

/** Reads a log, its rows in their order. */
export async function readLog(world: World, id: string): Promise<LogInDatabase> {
  const [tree] = await world.rows<AuditTree>('SELECT * FROM "audit_tree" WHERE "id" = $1', [id]);
  if (!tree) throw new Error('the log has no tree');
  const of = (table: string, column: string, order: string) =>
    world.rows<Row>(`SELECT * FROM "${table}" WHERE "${column}" = $1 ORDER BY ${order}`, [id]);
  return {
    rows: (await of('audit_event', 'organizationId', '"sequence"')) as unknown as AuditEvent[], // Its columns are the fields.
    tree,
    tiles: (await of('audit_tile', 'tree', '"level", "number"')) as unknown as AuditTile[], // As above.
    checkpoints: await of('audit_checkpoint', 'tree', '"size"'),
  };
}

/** Puts another log in the place of one, as whoever owns the tables can. */
export async function putLog(world: World, id: string, log: LogInDatabase): Promise<void> {
  await world.database.write(async ({ sql }) => {
    for (const purpose of ['RETENTION', 'ERASURE']) await sql('INSERT INTO "audit_opening" VALUES ($1)', [purpose]);
    await sql('DELETE FROM "audit_event" WHERE "organizationId" = $1', [id]);
    await sql('DELETE FROM "audit_tree" WHERE "id" = $1', [id]);
    for (const table of ['audit_tile', 'audit_checkpoint']) await sql(`DELETE FROM "${table}" WHERE "tree" = $1`, [id]);
    await insertAll(sql, 'audit_event', log.rows as unknown as Row[]); // Its fields are the columns.
    await insertAll(sql, 'audit_tree', [log.tree as unknown as Row]); // As above.
    await insertAll(sql, 'audit_tile', log.tiles as unknown as Row[]); // As above.
    await insertAll(sql, 'audit_checkpoint', log.checkpoints);
    await sql('DELETE FROM "audit_opening"', []);
  });
}

async function insertAll(sql: RunSql, table: string, rows: readonly Row[]): Promise<void> {
  for (const some of chunksOf(rows, 100)) {
    await sql(insertStatement(table, Object.keys(some[0] ?? {}), some.length), some.flatMap(Object.values));
  }
}

/** A log of other rows, as a forger makes it who leaves no trace but what the forger cannot compute. */
export function forgedLog(
  world: World,
  log: LogInDatabase,
  rows: readonly AuditEvent[],
  forger: Forger,
  checkpoints: readonly Row[] = [],
): LogInDatabase {
  const mac = new AuditMac(SECRET);
  const made = rows.map((row, sequence) => {
    const leaf = leafOf(row);
    return { ...row, sequence, leaf, mac: forger === 'SECRET' ? mac.of(row.id, leaf) : row.mac };
  });
  const walk = new TreeWalk();
  for (const { leaf } of made) walk.append(Buffer.from(leaf, 'base64'));
  const { id } = log.tree;
  const trees = new AuditTrees(world.database, SECRET, []);
  const proof = forger === 'SECRET' ? trees.prove({ id, firstKept: 0 }, walk.edge) : NO_PROOF;
  const tiles = [...walk.takeTiles(), ...walk.openTiles().filter(({ level }) => level > 0)];
  return {
    rows: made,
    tree: { ...log.tree, size: made.length, frontier: walk.edge.toString(), proof },
    tiles: tiles.map(({ hashes, ...tile }) => ({
      tree: id,
      ...tile,
      hashes: Buffer.concat(hashes).toString('base64'),
    })),
    checkpoints,
  };
}
