import type { Consequence } from '../events/Happened';
import { chunksOf } from '../storage/chunksOf';
import { numberedPlaces } from '../storage/numberedPlaces';
import type { RunSql } from '../storage/Storage';
import type { ApiKey } from './ApiKey';
import { ApiKeyEndReason } from './ApiKeyEndReason';
import { isCompromised } from './isCompromised';

/** Units: keys that one statement ends. */
const MAX_KEYS = 500;

/** How keys end. Shape: what is null was not said. Units: `at` in epoch milliseconds. */
export interface KeyEnd {
  /** `deletedAt` makes tombstones of them, `disabledAt` leaves them in the lists. */
  readonly column: 'deletedAt' | 'disabledAt';
  readonly reason: ApiKeyEndReason | null;
  readonly note: string | null;
  readonly at: number;
  /** Whether tombstones end once more: they could be restored. */
  readonly isForTombstones?: boolean;
}

/** The end of keys whose secrets others may have. */
export const AS_COMPROMISED: Omit<KeyEnd, 'at'> = {
  column: 'disabledAt',
  reason: ApiKeyEndReason.COMPROMISED,
  note: null,
};

/** What the row of a key says of its end. */
export type EndColumns = Pick<ApiKey, 'id' | 'name' | 'organizationId' | 'processId' | 'version'> &
  Pick<ApiKey, 'disabledAt' | 'deletedAt' | 'endReason' | 'endNote'>;

/** A key that was ended, or whose end got another reason or note. */
export interface EndedKey {
  readonly before: EndColumns;
  readonly after: EndColumns;
}

const SELECT = `SELECT "id", "name", "organizationId", "processId", "version", "disabledAt", "deletedAt", "endReason",
    "endNote" FROM "api_key"`;

/**
 * The one way to end keys. A tombstone is left alone, unless `isForTombstones`. That a key is compromised stays, whatever is said
 * later. The caller announces each.
 * Shape: those of which the row changed.
 */
export async function endKeys(sql: RunSql, ids: readonly string[], end: KeyEnd): Promise<readonly EndedKey[]> {
  const ended: EndedKey[] = [];
  const where = end.isForTombstones ? '' : '"deletedAt" IS NULL AND ';
  for (const some of chunksOf(ids, MAX_KEYS)) {
    const rows = await sql<EndColumns>(`${SELECT} WHERE ${where}"id" IN (${numberedPlaces(some)}) ORDER BY "id"`, some);
    const changed = rows.map((before) => ({ before, after: endOf(before, end) })).filter(isOtherwise);
    for (const alike of endedAlike(changed)) await write(sql, alike, end);
    ended.push(...changed);
  }
  return ended;
}

/** The end of a key as a consequence of another change. */
export function consequenceOfEnd({ column }: Pick<KeyEnd, 'column'>, { before, after }: EndedKey): Consequence {
  const { organizationId } = after;
  const event = column === 'deletedAt' ? 'api_key.deleted' : 'api_key.disabled';
  return { event, target: after, organizationId, before, after };
}

function endOf(before: EndColumns, { column, reason, note, at }: KeyEnd): EndColumns {
  return {
    ...before,
    [column]: before[column] ?? at,
    endReason: isCompromised(before)
      ? ApiKeyEndReason.COMPROMISED
      : (reason ?? before.endReason ?? ApiKeyEndReason.UNSPECIFIED),
    endNote: note ?? before.endNote,
    version: before.version + 1,
  };
}

function isOtherwise({ before, after }: EndedKey): boolean {
  const columns = ['disabledAt', 'deletedAt', 'endReason', 'endNote'] as const;
  return columns.some((column) => before[column] !== after[column]);
}

/** Keys by what is written into their rows. */
function endedAlike(ended: readonly EndedKey[]): Iterable<readonly EndedKey[]> {
  const groups = new Map<string, EndedKey[]>();
  for (const each of ended) {
    const { endReason, endNote } = each.after;
    const name = JSON.stringify([endReason, endNote]);
    groups.set(name, [...(groups.get(name) ?? []), each]);
  }
  return groups.values();
}

async function write(sql: RunSql, alike: readonly EndedKey[], { column, at }: KeyEnd): Promise<void> {
  const [first] = alike;
  if (!first) return;
  const { endReason, endNote } = first.after;
  const ids = alike.map(({ after }) => after.id);
  await sql(
    `UPDATE "api_key" SET "${column}" = COALESCE("${column}", $1), "endReason" = $2, "endNote" = $3, "version" = "version" + 1
     WHERE "id" IN (${numberedPlaces(ids, 4)})`,
    [at, endReason, endNote, ...ids],
  );
}
