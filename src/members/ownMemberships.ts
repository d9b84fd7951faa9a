import type { RunSql } from '../storage/Storage';
import type { ViewerMembership } from './ViewerMembership';

const SELECT = `
  SELECT m."id", m."role", o."id" AS "organizationId", o."name" AS "organizationName"
  FROM "membership" m JOIN "organization" o ON o."id" = m."organizationId"
  WHERE m."userId" = $1 AND o."disabledAt" IS NULL ORDER BY m."createdAt", m."id"`;

/** A membership, as the person whose it is may see it. */
export interface OwnMembership extends Omit<ViewerMembership, 'isCurrent'> {
  readonly id: string;
}

/** The memberships of a person in organizations that are not disabled, the longest first. */
export function ownMemberships(sql: RunSql, userId: string): Promise<readonly OwnMembership[]> {
  return sql<OwnMembership>(SELECT, [userId]);
}
