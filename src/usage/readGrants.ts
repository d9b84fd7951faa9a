import type { Need } from '../access/Need';
import type { RoleName, ScopeCatalogue, ScopeName } from '../access/ScopeName';
import { SCOPE } from '../access/SHIPPED_SCOPES';
import { scopesOfRole } from '../access/scopesOfRole';
import type { EventName } from '../events/catalogue';
import { scopesColumn } from '../keys/scopesColumn';
import { numberedPlaces } from '../storage/numberedPlaces';
import type { RunSql, SqlValue } from '../storage/Storage';

/** What the law, and no field, needed of a key that changed something. Units: `at` in epoch milliseconds. */
export interface Grant {
  /** Null where the audit log is kept no longer: what was handed on then cannot be known. */
  readonly need: Need | null;
  readonly at: number;
}

/** The changes of keys of which the law asks that the caller holds what it hands on. */
const CHANGES: readonly EventName[] = [
  'api_key.created',
  'api_key.narrowed',
  'api_key.rotated',
  'api_key.enabled',
  'api_key.restored',
  'invitation.created',
  'member.updated',
];
/** Units: events that one statement reads. */
const SLICE = 1_000;
const SELECT = `
  SELECT e."id", e."actorId", e."targetId", e."type", e."at", e."changes", k."scopes", k."processId"
  FROM "audit_event" e LEFT JOIN "api_key" k ON k."id" = e."targetId"`;

/** When the oldest row was written that is kept of a log which has lost rows. Null where none is left. */
const KEPT_SINCE = `
  SELECT e."at" FROM "audit_tree" t
  LEFT JOIN "audit_event" e ON e."organizationId" = t."id" AND e."sequence" = t."firstKept"
  WHERE t."id" = $1 AND t."firstKept" > 0`;

interface Row {
  readonly id: string;
  readonly actorId: string;
  readonly targetId: string;
  readonly type: EventName;
  readonly at: number;
  readonly changes: string;
  /** Of the target, where it is a key. */
  readonly scopes: string | null;
  readonly processId: string | null;
}

/** One value that an event wrote down. */
interface Change {
  readonly field: string;
  readonly after: string | null;
}

/**
 * What keys handed on since an instant, by the audit log: scopes to keys that they made, rotated, enabled or restored, and roles.
 * Shape: by the id of the key that did it. Units: `since` in epoch milliseconds. Source: decision 117.
 */
export async function readGrants(
  sql: RunSql,
  organizationId: string,
  apiKeyIds: readonly string[],
  since: number,
  catalogue: ScopeCatalogue,
): Promise<ReadonlyMap<string, readonly Grant[]>> {
  const [cut] = await sql<{ at: number | null }>(KEPT_SINCE, [organizationId]);
  const lost: Grant[] = cut && (cut.at === null || cut.at > since) ? [{ need: null, at: since }] : [];
  const grants = new Map<string, Grant[]>(apiKeyIds.map((id) => [id, [...lost]]));
  const types = CHANGES.map((type) => `'${type}'`).join(', ');
  const isMeant = `e."organizationId" = $1 AND e."id" > $2 AND e."actorId" IN (${numberedPlaces(apiKeyIds, 3)})
    AND e."outcome" = 'SUCCESS' AND e."type" IN (${types})`;
  // Each half has an index of its own.
  const text = `SELECT * FROM (
      ${SELECT} WHERE ${isMeant} AND e."sequence" IS NOT NULL
      UNION ALL ${SELECT} WHERE ${isMeant} AND e."sequence" IS NULL
    ) AS "grant" ORDER BY "id" LIMIT ${SLICE}`;
  // Ids begin with the instant.
  for (let after = Math.max(since, 0).toString(16).padStart(12, '0'); ; ) {
    const rows = await sql<Row>(text, [organizationId, after, ...(apiKeyIds as readonly SqlValue[])]);
    for (const row of rows) grants.get(row.actorId)?.push({ need: needOf(row, catalogue), at: row.at });
    const last = rows.at(-1);
    if (last === undefined || rows.length < SLICE) return grants;
    after = last.id;
  }
}

function needOf({ type, actorId, targetId, changes, scopes, processId }: Row, catalogue: ScopeCatalogue): Need {
  const written = JSON.parse(changes) as readonly Change[]; // This server wrote it.
  const after = (field: string): string => written.find((change) => change.field === field)?.after ?? '';
  if (type === 'invitation.created' || type === 'member.updated') {
    return allOf([...scopesOfRole(after('role') as RoleName, catalogue)]); // What the event's own rules let through.
  }
  // Who names the scopes that a key keeps has to hold them; `narrowApiKey` looks the same, and asks for none.
  if (type === 'api_key.created' || type === 'api_key.narrowed') return allOf(scopesColumn.read(after('scopes')));
  if (targetId !== actorId) return allOf(scopesColumn.read(scopes ?? ''));
  // A key that rotates itself hands nothing on, but only some of what the field asks for reaches a key of the organization.
  return { isOpen: false, anyOf: processId === null ? [[SCOPE.keysManage], [SCOPE.rotateSelf]] : [[]] };
}

function allOf(scopes: readonly ScopeName[]): Need {
  return { isOpen: false, anyOf: [scopes] };
}
