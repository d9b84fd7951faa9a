import type { Caller } from '../access/Caller';
import type { Wanted } from '../events/Changes';
import { isId } from '../id';
import type { RunSql } from '../storage/Storage';
import { WEBHOOK_COLUMNS, type Webhook } from './Webhook';

const OWN = `SELECT ${WEBHOOK_COLUMNS} FROM "webhook" WHERE "organizationId" = $1`;
const SIZE = 'SELECT "size" FROM "audit_tree" WHERE "id" = $1';

/** The webhooks of an organization, in the order in which they were made. */
export function webhooksOf(
  sql: RunSql,
  { organizationId }: Pick<Caller, 'organizationId'>,
): Promise<readonly Webhook[]> {
  return sql<Webhook>(`${OWN} ORDER BY "id"`, [organizationId]);
}

/** One webhook that the caller may see; undefined where there is none of that id. */
export async function webhookById(sql: RunSql, { organizationId }: Caller, id: string): Promise<Webhook | undefined> {
  if (!isId(id)) return undefined;
  const [webhook] = await sql<Webhook>(`${OWN} AND "id" = $2`, [organizationId, id]);
  return webhook;
}

/** A webhook that is to be changed. */
export function wantedWebhook(caller: Caller, id: string): Wanted<Webhook> {
  return { noun: 'webhook', find: (sql) => webhookById(sql, caller, id) };
}

/** How many entries of an organization's log have their place. */
export async function sizeOfLog(sql: RunSql, organizationId: string): Promise<number> {
  const [tree] = await sql<{ size: number }>(SIZE, [organizationId]);
  return tree?.size ?? 0;
}
