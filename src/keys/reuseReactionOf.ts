import type { RunSql } from '../storage/Storage';

/** What follows where a secret comes after its end: an event alone, or the end of the key as well. */
export type ReuseReaction = 'ALERT' | 'DISABLE';

/** The reaction that the key policy of an organization has; an event alone where it has no policy. */
export async function reuseReactionOf(sql: RunSql, organizationId: string): Promise<ReuseReaction> {
  const [policy] = await sql<{ onSecretReuse: ReuseReaction }>(
    'SELECT "onSecretReuse" FROM "key_policy" WHERE "organizationId" = $1',
    [organizationId],
  );
  return policy?.onSecretReuse ?? 'ALERT';
}
