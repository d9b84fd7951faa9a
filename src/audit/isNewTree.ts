import type { RunSql } from '../storage/Storage';
import { SERVER_TREE } from './AuditTree';

const found = (ofTree: string): string => `
  SELECT 1 AS "found" FROM "audit_event" WHERE ${ofTree} AND "sequence" IS NOT NULL
  UNION ALL SELECT 1 FROM "audit_tile" WHERE "tree" = $1
  UNION ALL SELECT 1 FROM "audit_checkpoint" WHERE "tree" = $1
  LIMIT 1`;
const OF_SERVER = found('"organizationId" IS NULL');
const OF_ORGANIZATION = found('"organizationId" = $1');

/** Whether a tree that is not there never was: nothing bears a trace of it. */
export async function isNewTree(sql: RunSql, id: string): Promise<boolean> {
  return (await sql(id === SERVER_TREE ? OF_SERVER : OF_ORGANIZATION, [id])).length === 0;
}
