import type { RunSql } from '../storage/Storage';
import { knownOperations } from './knownOperations';
import { readGaps, readRecordedSince } from './readRecording';
import { readUse } from './readUse';
import type { UsageWindow } from './UsageWindow';
import type { UseOwners } from './UseOwners';
import type { CountedOperation, UseReport } from './UseReport';

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
      const operations = [...(sums.get(id) ?? [])].flatMap(([operationId, sum]): CountedOperation[] => {
        const operation = known.get(operationId);
        return operation ? [{ ...sum, operation }] : [];
      });
      return [id, { owner: owners.owner, id, window, recordedSince, gaps: gaps.get(id) ?? [], operations }];
    }),
  );
}
