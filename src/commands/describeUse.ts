import type { ApiKey } from '../keys/ApiKey';
import { instantText } from '../scalars/DateTime';
import type { FieldUse } from '../usage/FieldUse';
import type { NetworkUse } from '../usage/NetworkUse';
import type { OperationUse } from '../usage/OperationUse';
import type { ScopeUse } from '../usage/ScopeUse';
import { totalsOf } from '../usage/totalsOf';
import type { UseReport } from '../usage/UseReport';
import { instantOf } from './describeKey';
import { plainText } from './plainText';
import { table } from './print';

/** Units: rows of each list that people are shown. */
const MAX_SHOWN = 10;

/** What is known of the use of a key. */
interface UseFacts {
  readonly report: UseReport;
  readonly operations: readonly OperationUse[];
  readonly networks: readonly NetworkUse[];
  readonly fields: readonly FieldUse[];
  readonly scopes: readonly ScopeUse[];
}

/** What a key was used for, as `--json` prints it. */
export function describeUse({ id, name }: ApiKey, { report, operations, networks, fields, scopes }: UseFacts) {
  const { report: _report, ...totals } = totalsOf(report);
  return {
    id,
    name,
    ...totals,
    from: instantText(totals.from),
    to: instantText(totals.to),
    firstUsedAt: instantOf(totals.firstUsedAt),
    lastUsedAt: instantOf(totals.lastUsedAt),
    recordedSince: instantText(totals.recordedSince),
    gaps: totals.gaps.map(({ fromAt, toAt, reason }) => ({ from: instantText(fromAt), to: instantText(toAt), reason })),
    scopes: scopes.map(({ scope, evidence, requests, lastUsedAt }) => ({
      scope: scope.name,
      evidence,
      requests,
      lastUsedAt: instantOf(lastUsedAt),
    })),
    operations: operations.map((each) => ({ ...each, lastUsedAt: instantText(each.lastUsedAt) })),
    networks: networks.map((each) => ({
      ...each,
      firstUsedAt: instantText(each.firstUsedAt),
      lastUsedAt: instantText(each.lastUsedAt),
    })),
    fields: fields.map((each) => ({ ...each, lastUsedAt: instantText(each.lastUsedAt) })),
  };
}

/** The same for people: of each long list the first few. */
export function textOfUse(use: ReturnType<typeof describeUse>): string {
  const totals: readonly (readonly [string, string])[] = [
    ['id', use.id],
    ['name', use.name],
    ['from', use.from],
    ['to', use.to],
    ['requests', `${use.requests}`],
    ['refused', `${use.refused}`],
    ['failed', `${use.failed}`],
    ['cost', `${use.cost}`],
    ['first used', use.firstUsedAt ?? 'never'],
    ['last used', use.lastUsedAt ?? 'never'],
    ['counted since', use.recordedSince],
  ];
  return [
    table(totals),
    listed(
      'SCOPE',
      use.scopes,
      ({ scope, evidence, requests, lastUsedAt }) => [scope, evidence, `${requests}`, lastUsedAt ?? ''],
      ['EVIDENCE', 'REQUESTS', 'LAST USED'],
      use.scopes.length,
    ),
    listed(
      'OPERATION',
      use.operations,
      ({ name, requests, refused, failed, lastUsedAt }) => [
        plainText(name ?? '(no name)'),
        `${requests}`,
        `${refused}`,
        `${failed}`,
        lastUsedAt,
      ],
      ['REQUESTS', 'REFUSED', 'FAILED', 'LAST USED'],
    ),
    listed(
      'NETWORK',
      use.networks,
      ({ network, requests, lastUsedAt, userAgents }) => [
        network,
        `${requests}`,
        lastUsedAt,
        plainText(userAgents.join(', ')),
      ],
      ['REQUESTS', 'LAST USED', 'CLIENTS'],
    ),
    listed('FIELD', use.fields, ({ coordinate, requests, lastUsedAt }) => [coordinate, `${requests}`, lastUsedAt], [
      'REQUESTS',
      'LAST USED',
    ]),
    listed('NOT COUNTED FROM', use.gaps, ({ from, to, reason }) => [from, to, reason], ['TO', 'WHY']),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function listed<Row>(
  first: string,
  rows: readonly Row[],
  cellsOf: (row: Row) => string[],
  others: readonly string[],
  max = MAX_SHOWN,
): string {
  if (rows.length === 0) return '';
  const more = rows.length > max ? `\n… and ${rows.length - max} more: --json shows them.` : '';
  return `${table([[first, ...others], ...rows.slice(0, max).map(cellsOf)])}${more}`;
}
