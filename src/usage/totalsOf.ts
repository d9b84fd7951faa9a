import { sumOf, type UseSum } from './readUse';
import type { UseReport } from './UseReport';
import type { UseTotals } from './UseTotals';
import { wholeNumber } from './wholeNumber';

/** What a report comes to. */
export function totalsOf(report: UseReport): UseTotals & { readonly report: UseReport } {
  const { window, recordedSince, gaps, operations } = report;
  const sums = operations.filter(({ operation }) => operation.kind !== 'INTROSPECTED');
  const sum = sums.reduce<UseSum | undefined>((one, other) => sumOf(one, other), undefined);
  const { requests = 0, refused = 0, failed = 0, cost = 0, firstUsedAt = null, lastUsedAt = null } = sum ?? {};
  return {
    report,
    from: window.from,
    to: window.to,
    requests: wholeNumber(requests),
    refused: wholeNumber(refused),
    failed: wholeNumber(failed),
    cost: wholeNumber(cost),
    firstUsedAt,
    lastUsedAt,
    recordedSince,
    gaps,
  };
}
