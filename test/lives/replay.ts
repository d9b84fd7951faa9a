import type { World } from '../support/world';
import { currentOf, instant, type KeyModel } from './KeyModel';

/** What of a key the audit log leads to. A secret that waits for its first use is used before it is used for anything else. */
interface Replayed {
  scopes: string;
  expiresAt: string;
  current: number;
  pending: number | null;
  isDisabled: boolean;
  isDeleted: boolean;
  endReason: string | null;
  version: number;
}

/** A success in the audit log. Shape: `after` has the fields that it changed. */
interface Told {
  readonly type: string;
  readonly actorKind: string;
  readonly requestId: string;
  readonly before: Readonly<Record<string, string | null>>;
  readonly after: Readonly<Record<string, string | null>>;
}

type AuditRow = Pick<Told, 'type' | 'actorKind' | 'requestId'> & { readonly changes: string };

/**
 * Leads from the creation of a key to the key as it is, by the audit log alone.
 * @param policyChanges how often a change of the policy changed the row
 */
export async function replay(world: World, { id }: KeyModel, policyChanges: number): Promise<Replayed> {
  const rows = await world.rows<AuditRow>(
    `SELECT "type", "actorKind", "requestId", "changes" FROM "audit_event"
     WHERE "targetId" = $1 AND "outcome" = 'SUCCESS' AND "type" NOT IN ('api_key.first_used', 'api_key.expired') ORDER BY "at", "id"`,
    [id],
  );
  const told = rows.map(toldBy);
  const rotations = new Set(told.filter(({ type }) => type === 'api_key.rotated').map(({ requestId }) => requestId));
  const key: Replayed = {
    scopes: '',
    expiresAt: '',
    current: 1,
    pending: null,
    isDisabled: false,
    isDeleted: false,
    endReason: null,
    version: 1 + policyChanges + changesOfCallers(told),
  };
  for (const event of told) {
    // A rotation that replaces a pending secret tells of its cancellation after itself.
    if (event.type !== 'api_key.rotation_cancelled' || !rotations.has(event.requestId)) apply(key, event);
  }
  return key;
}

/** The same of the model. */
export function replayedOf(key: KeyModel): Replayed {
  const { scopes, expiresAt, disabledAt, deletedAt, reason, version } = key;
  return {
    scopes: scopes.join(' '),
    expiresAt: instant(expiresAt),
    current: currentOf(key).number,
    pending: key.secrets.find(({ state }) => state === 'PENDING')?.number ?? null,
    isDisabled: disabledAt !== null,
    isDeleted: deletedAt !== null,
    endReason: reason,
    version,
  };
}

function apply(key: Replayed, { type, before, after }: Told): void {
  if (after.scopes) key.scopes = after.scopes;
  if (after.expiresAt) key.expiresAt = after.expiresAt;
  if (after.endReason !== undefined) key.endReason = after.endReason;
  if (type === 'api_key.disabled') key.isDisabled = true;
  if (type === 'api_key.enabled') key.isDisabled = false;
  if (type === 'api_key.deleted') key.isDeleted = true;
  if (type === 'api_key.restored') key.isDeleted = false;
  if (type === 'api_key.rotation_cancelled') key.pending = null;
  if (type === 'api_key.rotated') key.pending = Number(after.secretNumber);
  const isEnded = type === 'api_key.rotation_finished' && Number(before.secretNumber) === key.current;
  const isCurrent = type === 'api_key.rotation_completed' || (type === 'api_key.rotated' && after.retiringUntil);
  if (isCurrent || (isEnded && key.pending !== null)) become(key, key.pending ?? key.current);
  if (type === 'api_key.enabled' && after.secretNumber) become(key, Number(after.secretNumber));
}

function become(key: Replayed, number: number): void {
  key.current = number;
  key.pending = null;
}

/** Each request that changed a key counts once, and so does a reaction to a reused secret. */
function changesOfCallers(told: readonly Told[]): number {
  const counted = told.filter(({ type }) => type !== 'api_key.created' && type !== 'api_key.blocked');
  const byCallers = counted.filter(({ actorKind }) => actorKind !== 'SYSTEM').map(({ requestId }) => requestId);
  const reactions = counted.filter(({ type, actorKind }) => actorKind === 'SYSTEM' && type === 'api_key.disabled');
  return new Set(byCallers).size + reactions.length;
}

function toldBy({ changes, ...row }: AuditRow): Told {
  const list: { field: string; before: string | null; after: string | null }[] = JSON.parse(changes);
  const before = Object.fromEntries(list.map((each) => [each.field, each.before]));
  return { ...row, before, after: Object.fromEntries(list.map((each) => [each.field, each.after])) };
}
