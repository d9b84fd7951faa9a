import { StartError } from '../errors';
import type { AuditEvent } from '../events/AuditEvent';
import { disclosedEvent } from '../events/auditLeaf';
import type { RunSql } from '../storage/Storage';
import { InclusionProofs } from './InclusionProofs';
import { sealedRows } from './sealedRows';
import { TreeHashes } from './TreeHashes';
import { unlessBroken } from './unlessBroken';

/** Which rows of a log are exported. */
export interface ExportWishes {
  /** The id of the tree. */
  readonly tree: string;
  /** The log as it was with so many rows. */
  readonly size: number;
  /** The first row that is there: those before it were dropped. */
  readonly firstKept: number;
  /** Inclusive. Units: epoch milliseconds. */
  readonly since: number | null;
  /** Exclusive. Units: epoch milliseconds. */
  readonly until: number | null;
}

/** The rows of a log, the oldest first. Errors: a `StartError` where one of them is missing. */
export async function* exportedLog(sql: RunSql, wishes: ExportWishes): AsyncGenerator<AuditEvent> {
  const { tree, size, firstKept, since, until } = wishes;
  let expected = firstKept;
  for await (const row of sealedRows(sql, tree, firstKept, size)) {
    if (row.sequence !== expected) break;
    expected += 1;
    if (row.at >= (since ?? Number.NEGATIVE_INFINITY) && row.at < (until ?? Number.POSITIVE_INFINITY)) yield row;
  }
  if (expected === size) return;
  throw new StartError(
    `Row ${expected} is missing: retention dropped it meanwhile, or \`latchkey audit verify\` tells more.`,
  );
}

/** Writes rows as lines of an export. */
export class ExportedLines {
  private readonly proofs: InclusionProofs | null;

  /** @param hasProofs whether each row is proved to be in the tree of this size */
  constructor(sql: RunSql, { tree, size }: Pick<ExportWishes, 'tree' | 'size'>, hasProofs: boolean) {
    this.proofs = hasProofs ? new InclusionProofs(new TreeHashes(sql, tree, size), size) : null;
  }

  /**
   * Shape: `{ "sequence", "event", "leaf", "proof" }`, hashes in base64.
   * Errors: a `StartError` where no proof can be made, or the row holds what no server writes there.
   * @param isShown whether the event is told; null stands for it otherwise
   */
  async of(row: AuditEvent, isShown = true): Promise<string> {
    const event = isShown ? shownEvent(row) : null;
    const [sequence, leaf, proof] = [row.sequence, row.leaf, await this.proofOf(row)].map((each) =>
      JSON.stringify(each),
    );
    return `{"sequence":${sequence},"event":${event},"leaf":${leaf},"proof":${proof}}\n`;
  }

  private async proofOf({ sequence }: AuditEvent): Promise<readonly string[] | null> {
    if (this.proofs === null) return null;
    const proof = sequence === null ? null : await this.proofs.of(sequence);
    if (proof) return proof.map((hash) => hash.toString('base64'));
    throw new StartError(`No proof of row ${sequence} can be made: run \`latchkey audit verify\`.`);
  }
}

function shownEvent(row: AuditEvent): string {
  const event = unlessBroken(() => disclosedEvent(row));
  if (event !== null) return event;
  throw new StartError(`Row ${row.sequence} was changed: run \`latchkey audit verify\`.`);
}

/**
 * The last line of an export. Shape: `{ "checkpoint" }`; `filter` says which rows were wanted, where not all were.
 * @param note a signed checkpoint
 */
export function lastLine(note: string, filter: object | null): string {
  return `${JSON.stringify({ checkpoint: note, ...(filter === null ? {} : { filter }) })}\n`;
}
