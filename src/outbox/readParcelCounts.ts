import type { GaugeValue } from '../metrics/Gauges';
import type { PARCEL_KINDS, PARCEL_STATES } from '../metrics/LABEL_VALUES';
import type { Storage } from '../storage/Storage';
import type { ParcelKind } from './Parcel';

/** As metrics call the kinds: a kind without a name there does not compile. */
const KINDS: Readonly<Record<ParcelKind, (typeof PARCEL_KINDS)[number]>> = { MAIL: 'mail' };

const COUNTS = `
  SELECT "kind", COUNT(*) AS "count",
    CASE WHEN "givenUpAt" IS NOT NULL THEN 'given_up' WHEN "tries" > 0 THEN 'retrying' ELSE 'waiting' END AS "state"
  FROM "outbox_parcel" GROUP BY 1, 3`;

/** How much is in the outbox, for the metrics. */
export async function readParcelCounts({ sql }: Pick<Storage, 'sql'>): Promise<readonly GaugeValue[]> {
  const rows = await sql<{ kind: ParcelKind; state: (typeof PARCEL_STATES)[number]; count: number }>(COUNTS, []);
  return rows.map(({ kind, state, count }) => ({ labels: { kind: KINDS[kind], state }, value: count }));
}
