import type { KeyObject } from 'node:crypto';
import type { RunSql, SqlValue } from '../storage/Storage';
import type { AuditTree } from './AuditTree';
import { Frontier } from './Frontier';
import { TreeHashes } from './TreeHashes';
import { isSameProof, treeKeyOf, treeProof } from './treeProof';

const COLUMNS = '"id", "size", "frontier", "firstKept", "proof", "sealedAt"';
const READ = `SELECT ${COLUMNS} FROM "audit_tree" WHERE "id" = $1`;

/** A tree whose proof holds, ready to be appended to. */
export interface ProvedAuditTree extends AuditTree {
  readonly edge: Frontier;
  /** Whether a previous master secret proves it, and the present one does not yet. */
  readonly isOfPreviousSecret: boolean;
}

/** The trees of the audit log as the database has them, and the server's own proof of each. Source: decision 103. */
export class AuditTrees {
  private readonly key: KeyObject;
  private readonly previousKeys: readonly KeyObject[];

  constructor(
    private readonly sql: RunSql,
    secret: string,
    previousSecrets: readonly string[],
  ) {
    this.key = treeKeyOf(secret);
    this.previousKeys = previousSecrets.map(treeKeyOf);
  }

  /** The tree of an organization, or of the server. Shape: null before its first row is sealed. */
  async find(id: string): Promise<AuditTree | null> {
    return (await this.sql<AuditTree>(READ, [id]))[0] ?? null;
  }

  /** Several trees, by statement of their own condition. */
  async read(condition: string, values: readonly SqlValue[]): Promise<readonly AuditTree[]> {
    return this.sql<AuditTree>(`SELECT ${COLUMNS} FROM "audit_tree" ${condition}`, values);
  }

  /** A tree with its edge. Errors: null where no secret of this server proves it, or its edge is of another size. */
  proved(tree: AuditTree): ProvedAuditTree | null {
    const edge = Frontier.parse(tree.size, tree.frontier);
    if (edge === null) return null;
    const known = { ...tree, root: edge.root() };
    const isBy = (key: KeyObject): boolean => isSameProof(treeProof(key, known), tree.proof);
    if (isBy(this.key)) return { ...tree, edge, isOfPreviousSecret: false };
    return this.previousKeys.some(isBy) ? { ...tree, edge, isOfPreviousSecret: true } : null;
  }

  /** The proof of a tree as it is to be written. */
  prove({ id, firstKept }: Pick<AuditTree, 'id' | 'firstKept'>, edge: Frontier): string {
    return treeProof(this.key, { id, firstKept, size: edge.size, root: edge.root() });
  }

  /** The hashes of a tree at one size. */
  hashesOf(id: string, size: number): TreeHashes {
    return new TreeHashes(this.sql, id, size);
  }
}
