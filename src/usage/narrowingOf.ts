import type { ScopeName } from '../access/ScopeName';
import { DAY_MS } from '../clock';
import type { ApiKey } from '../keys/ApiKey';
import { scopesColumn } from '../keys/scopesColumn';
import { instantText } from '../scalars/DateTime';
import { MAX_UNUSED_DAYS } from './inputs';
import type { Grant } from './readGrants';
import { ScopeEvidence } from './ScopeUse';
import { type ScopeFinding, scopeUses } from './scopeUses';
import type { UseReport } from './UseReport';

/** All that a key was used for in a time. */
export interface KeyUse {
  readonly report: UseReport;
  readonly grants: readonly Grant[];
}

/** What a key would lose and keep. Shape: `fault` says why it cannot lose anything, for people. */
export interface Narrowing {
  readonly fault: string | null;
  readonly removedScopes: readonly ScopeName[];
  readonly keptScopes: readonly ScopeName[];
  readonly findings: readonly ScopeFinding[];
}

const RANGE = `unusedForDays is a number from 1 to ${MAX_UNUSED_DAYS}.`;
const NOTHING_LEFT =
  'Nobody needed any of its scopes, and a key needs one at least: delete the key, or ask for a longer time.';

/** Whether use is kept for so many days. */
export function isPossible(days: number): boolean {
  return days >= 1 && days <= MAX_UNUSED_DAYS;
}

/**
 * What a key needs of its scopes, by what it was used for in so many days. Units: `now` in epoch milliseconds.
 * @param use null where there can be none for that number of days
 */
export function narrowingOf(apiKey: ApiKey, days: number, use: KeyUse | null, now: number): Narrowing {
  const { report = null, grants = [] } = use ?? {};
  const findings = scopeUses(
    scopesColumn.read(apiKey.scopesText),
    report?.operations ?? [],
    grants,
    report?.gaps.length === 0,
  );
  const namesOf = (isMeant: (evidence: ScopeEvidence) => boolean): ScopeName[] =>
    findings.filter(({ evidence }) => isMeant(evidence)).map(({ name }) => name);
  const removedScopes = namesOf((evidence) => evidence === ScopeEvidence.UNUSED);
  const keptScopes = namesOf((evidence) => evidence !== ScopeEvidence.UNUSED);
  const isUnknown = findings.some(({ evidence }) => evidence === ScopeEvidence.UNKNOWN);
  const fault =
    ageFault(apiKey, days, report, now) ??
    (isUnknown ? proxyFault(report) : null) ??
    (keptScopes.length === 0 ? NOTHING_LEFT : null);
  return { fault, removedScopes, keptScopes, findings };
}

/** Why a key cannot have gone unused for so long. Shape: null where it can. */
function ageFault({ createdAt }: ApiKey, days: number, report: UseReport | null, now: number): string | null {
  if (report === null) return RANGE;
  const since = now - days * DAY_MS;
  const isLess = `that is less than ${days === 1 ? '1 day' : `${days} days`} ago.`;
  if (createdAt > since) return `The key was made at ${instantText(createdAt)}: ${isLess}`;
  if (report.recordedSince > since) return `Use is counted since ${instantText(report.recordedSince)}: ${isLess}`;
  const gapEnd = Math.max(...report.gaps.map(({ toAt }) => toAt));
  return gapEnd > since ? `Not all use was counted before ${instantText(gapEnd)}: ${isLess}` : null;
}

/** Why it cannot be told what a key needed behind proxies. Shape: null where no proxy was told of all its scopes. */
function proxyFault(report: UseReport | null): string | null {
  const operations = report?.operations ?? [];
  const untold = operations.filter(({ operation: { kind, needs } }) => kind === 'VERIFY' && needs === null);
  if (untold.length === 0) return null;
  const lastUsedAt = Math.max(...untold.map((each) => each.lastUsedAt));
  return `At ${instantText(lastUsedAt)} a proxy asked /verify without scope: it was told all scopes of the key, and nobody here knows which of them it needed.`;
}
