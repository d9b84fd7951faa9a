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

type Described = ReturnType<typeof describeUse>;

/** The same for people: of each long list the first few. */
export function textOfUse(use: Described): string {
  return [totalsText(use), scopesText(use), operationsText(use), networksText(use), fieldsText(use), gapsText(use)]
    .filter(Boolean)
    .join('\n\n');
}

function totalsText(use: Described): string {
  return table([
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
  ]);
}

function scopesText({ scopes }: Described): string {
  const headings = ['SCOPE', 'EVIDENCE', 'REQUESTS', 'LAST USED'];
  const rows = scopes.map((each) => [each.scope, each.evidence, `${each.requests}`, each.lastUsedAt ?? '']);
  return listed(headings, rows, rows.length);
}

function operationsText({ operations }: Described): string {
  const headings = ['OPERATION', 'REQUESTS', 'REFUSED', 'FAILED', 'LAST USED'];
  const rows = operations.map(({ name, requests, refused, failed, lastUsedAt }) => {
    return [plainText(name ?? '(no name)'), `${requests}`, `${refused}`, `${failed}`, lastUsedAt];
  });
  return listed(headings, rows);
}

function networksText({ networks }: Described): string {
  const headings = ['NETWORK', 'REQUESTS', 'LAST USED', 'CLIENTS'];
  const rows = networks.map(({ network, requests, lastUsedAt, userAgents }) => {
    return [network, `${requests}`, lastUsedAt, plainText(userAgents.join(', '))];
  });
  return listed(headings, rows);
}

function fieldsText({ fields }: Described): string {
  const rows = fields.map(({ coordinate, requests, lastUsedAt }) => [coordinate, `${requests}`, lastUsedAt]);
  return listed(['FIELD', 'REQUESTS', 'LAST USED'], rows);
}

function gapsText({ gaps }: Described): string {
  const rows = gaps.map(({ from, to, reason }) => [from, to, reason]);
  return listed(['NOT COUNTED FROM', 'TO', 'WHY'], rows);
}

function listed(headings: readonly string[], rows: readonly (readonly string[])[], max = MAX_SHOWN): string {
  if (rows.length === 0) return '';
  const more = rows.length > max ? `\n… and ${rows.length - max} more: --json shows them.` : '';
  return `${table([headings, ...rows.slice(0, max)])}${more}`;
}
