import { StartError } from '../errors';
import type { AuditEvent } from '../events/AuditEvent';
import { AuditMac } from '../events/AuditMac';
import type { RunSql } from '../storage/Storage';
import type { AuditCheckpoint } from './AuditCheckpoint';
import { TILE_WIDTH } from './AuditTile';
import { AuditTiles } from './AuditTiles';
import type { AuditTree } from './AuditTree';
import type { AuditTrees } from './AuditTrees';
import type { Checkpoint } from './checkpointText';
import type { Grace } from './Grace';
import { LogVerification, type SignedRoot, type WalkedLog } from './LogVerification';
import { leftOpenings } from './leftOpenings';
import { openCheckpoint } from './openCheckpoint';
import { rowFault } from './rowFault';
import { ofTree, SELECT_ROWS } from './sealedRows';
import { shownId } from './shownId';
import { suspectRows } from './suspectRows';
import { subtreesOf } from './TreeHashes';

/** Units: rows that wait to be sealed, which one statement reads. */
const PAGE_SIZE = 500;
/** The newest of them are verified: an earlier one has nothing to say that a later one has not. */
const CHECKPOINTS = 'SELECT "size", "note" FROM "audit_checkpoint" WHERE "tree" = $1 ORDER BY "size" DESC LIMIT 1000';
const LAST_CHECKPOINT = 'SELECT MAX("size") AS "size" FROM "audit_checkpoint" WHERE "tree" = $1';

/** What a log is verified with. */
export interface LogProofs {
  readonly sql: RunSql;
  readonly trees: AuditTrees;
  /** Says whether rows of earlier versions are still sealed. */
  readonly grace: Pick<Grace, 'isOver'>;
  /** The present master secret, and the previous ones. */
  readonly secrets: readonly string[];
  /** The key that signs checkpoints. Shape: 32 bytes; null where there is none yet. */
  readonly publicKey: Buffer | null;
}

/** What was verified. */
export interface VerifiedLog {
  readonly size: number;
  readonly firstKept: number;
  readonly checkpointCount: number;
  readonly unprovedCount: number;
  readonly otherSecretCount: number;
  readonly erasedCount: number;
  readonly unexplained: WalkedLog['unexplained'];
  readonly unsealedCount: number;
  readonly lateRow: AuditEvent | null;
  /** Shape: as of `leftOpenings`. */
  readonly openings: readonly string[];
}

/**
 * Verifies a log, row by row, against its tree, the server's own proofs, the checkpoints that it has and one that was kept.
 * Errors: a `StartError` that names the first row that is not as it was. Source: decision 105.
 * @param kept a checkpoint that was kept elsewhere
 */
export async function verifyLog(
  proofs: LogProofs,
  tree: string,
  kept: Checkpoint | null,
  tell: (count: number, size: number) => void,
): Promise<VerifiedLog> {
  const macs = proofs.secrets.map((secret) => new AuditMac(secret));
  // First, since they may be sealed meanwhile: then they are behind the end that is verified.
  const unsealedCount = await verifyUnsealed(proofs, tree, macs);
  const found = await proofs.trees.find(tree);
  const { id, size, firstKept } = found ?? { id: tree, size: 0, firstKept: 0 };
  const own = await readCheckpoints(proofs, tree);
  const signed = [...own, ...(kept === null ? [] : [keptRoot(kept)])].filter((root) => root.size > 0);
  signed.sort((one, other) => one.size - other.size);
  const verification = new LogVerification(proofs.sql, { id, size, firstKept }, macs, signed);
  const walked = await verification.run((count) => tell(count, size));
  assertTree(proofs, found, walked);
  if (kept !== null && kept.size > size) {
    throw new StartError(
      `Row ${size} is missing: the checkpoint is of ${kept.size} rows. Rows were cut off, or an older database was put back.`,
    );
  }
  await assertEnds(proofs, tree, firstKept);
  const { unprovedCount, otherSecretCount, erasedCount, unexplained, lateRow } = walked;
  const counts = { unsealedCount, unprovedCount, otherSecretCount, erasedCount };
  const openings = await leftOpenings(proofs.sql);
  return { size, firstKept, checkpointCount: own.length, ...counts, unexplained, lateRow, openings };
}

function keptRoot({ size, root }: Checkpoint): SignedRoot {
  return { size, root, by: 'The checkpoint' };
}

/** The roots of the checkpoints that the database has. Errors: a `StartError` at one that the log's key has not signed. */
async function readCheckpoints({ sql, publicKey }: LogProofs, tree: string): Promise<SignedRoot[]> {
  const rows = await sql<Pick<AuditCheckpoint, 'size' | 'note'>>(CHECKPOINTS, [tree]);
  return rows.toReversed().map(({ size, note }) => {
    const checkpoint = publicKey && openCheckpoint(note, publicKey, tree);
    if (checkpoint?.size === size) return { size, root: checkpoint.root, by: `The checkpoint of ${size} rows` };
    throw new StartError(`The checkpoint of ${size} rows that the database has is not signed with the log's key.`);
  });
}

/** Errors: a `StartError` where the tree is not the one of the rows, or no server with the secret made it. */
function assertTree({ trees }: LogProofs, tree: AuditTree | null, { walk, lastTile }: WalkedLog): void {
  if (tree === null) return;
  const [made, held] = [walk.edge.toString().split(','), tree.frontier.split(',')];
  const wrong = made.findIndex((hash, index) => hash !== held[index]);
  if (wrong >= 0 || made.length !== held.length) {
    const { height = 0, index = 0 } = subtreesOf(0, tree.size)[wrong] ?? {};
    const width = 2 ** height;
    throw new StartError(`The tree has other hashes: ${suspectRows(index * width, (index + 1) * width, lastTile)}.`);
  }
  if (trees.proved(tree) === null) {
    throw new StartError('The state of the tree was not written by a server with this master secret.');
  }
}

/** Errors: a `StartError` where something is sealed before the first row that is kept, or behind the end of the tree. */
async function assertEnds({ sql, trees }: LogProofs, tree: string, firstKept: number): Promise<void> {
  const { sql: condition, values } = ofTree(tree, '$1');
  const sealed = `FROM "audit_event" WHERE ${condition} AND "sequence" IS NOT NULL`;
  const [row] = await sql<{ first: number | null; last: number | null }>(
    `SELECT (SELECT MIN("sequence") ${sealed}) AS "first", (SELECT MAX("sequence") ${sealed}) AS "last"`,
    values,
  );
  if ((row?.first ?? firstKept) < firstKept) {
    throw new StartError(`Row ${row?.first} was added: the first row of the log is row ${firstKept}.`);
  }
  const lastTile = await new AuditTiles(sql, tree).lastNumber();
  const [checkpoint] = await sql<{ size: number | null }>(LAST_CHECKPOINT, [tree]);
  const size = (await trees.find(tree))?.size ?? 0; // Last, since a server may go on sealing.
  const count = Math.max((row?.last ?? -1) + 1, lastTile * TILE_WIDTH + 1, checkpoint?.size ?? 0);
  if (count <= size) return;
  throw new StartError(`Row ${size} is missing from the tree, which had ${count} rows at least: its end was cut off.`);
}

/** Verifies the rows that wait to be sealed, and counts them. */
async function verifyUnsealed({ sql, grace }: LogProofs, tree: string, macs: readonly AuditMac[]): Promise<number> {
  const isOver = await grace.isOver();
  const { sql: condition, values } = ofTree(tree, '$1');
  const statement = `${SELECT_ROWS} ${condition} AND "sequence" IS NULL AND "id" > $2 ORDER BY "id" LIMIT ${PAGE_SIZE}`;
  let count = 0;
  for (let last = ''; ; ) {
    const rows = await sql<AuditEvent>(statement, [...values, last]);
    for (const row of rows) {
      const fault = unsealedFault(row, macs, isOver);
      if (fault !== null) throw new StartError(`The row ${shownId(row)}, which waits to be sealed, ${fault}.`);
    }
    count += rows.length;
    last = rows.at(-1)?.id ?? '';
    if (rows.length < PAGE_SIZE) return count;
  }
}

/** @param isOver whether rows of earlier versions, which bear no proof, are sealed no longer */
function unsealedFault(row: AuditEvent, macs: readonly AuditMac[], isOver: boolean): string | null {
  if (row.leaf === null && row.mac === null && !isOver) return null;
  const isProved = macs.some((mac) => mac.proves(row));
  return isProved ? rowFault(row) : 'was not written by a server with this master secret, or one of the previous ones';
}
