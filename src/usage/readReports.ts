import type { RunSql } from '../storage/Storage';
import { ENDPOINT_OPERATIONS } from './ENDPOINT_OPERATIONS';
import { type KnownOperation, knownOperations } from './knownOperations';
import { readGaps, readRecordedSince } from './readRecording';
import { readUse } from './readUse';
import type { UsageWindow } from './UsageWindow';
import type { UseOwners } from './UseOwners';
import type { CountedOperation, UseReport } from './UseReport';

/** Whose text is missing, such as in a database that lost its last changes: it may have needed anything. */
const UNKNOWN: KnownOperation = { ...ENDPOINT_OPERATIONS.other, fields: [], needs: null };

/** What some owners used in a time. Shape: by owner. Units: `now` in epoch milliseconds. */
export async function readReports(
  sql: RunSql,
  owners: UseOwners,
  window: UsageWindow,
  now: number,
): Promise<ReadonlyMap<string, UseReport>> {
  const sums = await readUse(sql, owners, window, 'OPERATION');
  const known = await knownOperations(
    sql,
    [...sums.values()].flatMap((each) => [...each.keys()]),
  );
  const gaps = await readGaps(sql, owners, window);
  const recordedSince = await readRecordedSince(sql, now);
  return new Map(
    owners.ids.map((id): [string, UseReport] => {
      const operations = [...(sums.get(id) ?? [])].map(([operationId, sum]): CountedOperation => {
        return { ...sum, operation: known.get(operationId) ?? UNKNOWN };
      });
      return [id, { owner: owners.owner, id, window, recordedSince, gaps: gaps.get(id) ?? [], operations }];
    }),
  );
}
