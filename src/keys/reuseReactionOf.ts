import { ReuseReaction } from '../access/ReuseReaction';
import type { RunSql } from '../storage/Storage';

/** The reaction that the key policy of an organization has; an event alone where it has no policy. */
export async function reuseReactionOf(sql: RunSql, organizationId: string): Promise<ReuseReaction> {
  const [policy] = await sql<{ onSecretReuse: ReuseReaction }>(
    'SELECT "onSecretReuse" FROM "key_policy" WHERE "organizationId" = $1',
    [organizationId],
  );
  return policy?.onSecretReuse ?? ReuseReaction.ALERT;
}
