import type { AuditEvent } from '../events/AuditEvent';
import type { RunSql } from '../storage/Storage';
import { SELECT_ROWS } from './sealedRows';

/** Units: rows that one statement reads, and one transaction changes. */
const PAGE_SIZE = 250;

const OF_ORGANIZATION = `${SELECT_ROWS} "organizationId" = $1`;
/** An index leads to each. What waits to be sealed goes first: it may be sealed meanwhile. */
const STATEMENTS = [
  `"sequence" IS NULL AND ("targetId" = $2 OR "actorId" = $2)`,
  `"sequence" IS NOT NULL AND "targetId" = $2`,
  `"sequence" IS NOT NULL AND "actorId" = $2`,
].map((condition) => `${OF_ORGANIZATION} AND ${condition} AND "id" > $3 ORDER BY "id" LIMIT ${PAGE_SIZE}`);

/** The rows of an organization's log in which somebody, or something, is target or actor: a page at a time. */
export async function* namedRows(
  sql: RunSql,
  organizationId: string,
  id: string,
): AsyncGenerator<readonly AuditEvent[]> {
  for (const statement of STATEMENTS) {
    for (let last = ''; ; ) {
      const rows = await sql<AuditEvent>(statement, [organizationId, id, last]);
      if (rows.length > 0) yield rows;
      if (rows.length < PAGE_SIZE) break;
      last = rows.at(-1)?.id ?? '';
    }
  }
}

/** Whether the log of an organization knows a member of this id, who may have been removed. */
export async function knowsMember(sql: RunSql, organizationId: string, id: string): Promise<boolean> {
  for await (const rows of namedRows(sql, organizationId, id)) {
    const isKnown = rows.some(({ actorId, actorKind, targetId, targetType }) =>
      actorId === id ? actorKind === 'MEMBER' : targetId === id && targetType === 'Member',
    );
    if (isKnown) return true;
  }
  return false;
}
