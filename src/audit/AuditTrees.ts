import type { Storage } from '../storage/Storage';
import type { AuditTree } from './AuditTree';
import { Frontier } from './Frontier';
import { ProofKeys } from './ProofKeys';
import { sealStatements } from './sealStatements';
import { TreeHashes } from './TreeHashes';

/** How many trees are looked at in one statement. */
const MAX_TREES = 500;
const COLUMNS = '"id", "size", "frontier", "firstKept", "proof", "sealedAt"';
const READ = `SELECT ${COLUMNS} FROM "audit_tree" WHERE "id" = $1`;
const READ_NEXT = `SELECT ${COLUMNS} FROM "audit_tree" WHERE "id" > $1 ORDER BY "id" LIMIT ${MAX_TREES}`;
const PROVE = 'UPDATE "audit_tree" SET "proof" = $1 WHERE "id" = $2 AND "proof" = $3';

/** A tree whose proof holds, ready to be appended to. */
export interface ProvedAuditTree extends AuditTree {
  readonly edge: Frontier;
  /** Whether a previous master secret proves it, and the present one does not yet. */
  readonly isOfPreviousSecret: boolean;
}

/** The trees of the audit log as the database has them, and the server's own proof of each. Source: decision 103. */
export class AuditTrees {
  private readonly keys: ProofKeys;
  private readonly readMany: string;

  constructor(
    private readonly storage: Storage,
    secret: string,
    previousSecrets: readonly string[],
  ) {
    this.keys = new ProofKeys('audit-tree', secret, previousSecrets);
    this.readMany = sealStatements(storage.engine).readTrees;
  }

  /** The tree of an organization, or of the server. Shape: null before its first row is sealed. */
  async find(id: string): Promise<AuditTree | null> {
    return (await this.storage.sql<AuditTree>(READ, [id]))[0] ?? null;
  }

  /** Those of several ids. Shape: by id. */
  async findMany(ids: readonly string[]): Promise<ReadonlyMap<string, AuditTree>> {
    const rows = await this.storage.sql<AuditTree>(this.readMany, [JSON.stringify(ids.map((id) => [id]))]);
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** All of them, some at a time. */
  async *all(): AsyncGenerator<readonly AuditTree[]> {
    for (let last: string | undefined = ''; last !== undefined; ) {
      const rows: readonly AuditTree[] = await this.storage.sql<AuditTree>(READ_NEXT, [last]);
      if (rows.length > 0) yield rows;
      last = rows.length === MAX_TREES ? rows.at(-1)?.id : undefined;
    }
  }

  /** A tree with its edge. Errors: null where no secret of this server proves it, or its edge is of another size. */
  proved(tree: AuditTree): ProvedAuditTree | null {
    const edge = Frontier.parse(tree.size, tree.frontier);
    const found = edge && this.keys.find(tree.proof, textOf(tree, edge));
    return edge && found ? { ...tree, edge, isOfPreviousSecret: found === 'PREVIOUS' } : null;
  }

  /** The proof of a tree as it is to be written. Shape: HMAC-SHA-256 in base64. */
  prove(tree: Pick<AuditTree, 'id' | 'firstKept'>, edge: Frontier): string {
    return this.keys.prove(textOf(tree, edge));
  }

  /** Has the master secret prove what a previous one proved. */
  async proveAnew(): Promise<void> {
    if (!this.keys.hasPrevious) return;
    for await (const trees of this.all()) {
      for (const tree of trees) {
        const proved = this.proved(tree);
        if (!proved?.isOfPreviousSecret) continue;
        const values = [this.prove(tree, proved.edge), tree.id, tree.proof];
        await this.storage.write(({ sql }) => sql(PROVE, values), 'READ_COMMITTED');
      }
    }
  }

  /** The hashes of a tree at one size. */
  hashesOf(id: string, size: number): TreeHashes {
    return new TreeHashes(this.storage.sql, id, size);
  }
}

/** What is proved: id, size, root and first kept sequence, a line each. */
function textOf({ id, firstKept }: Pick<AuditTree, 'id' | 'firstKept'>, edge: Frontier): string {
  return [id, edge.size, edge.root().toString('base64'), firstKept].join('\n');
}
