import type { Caller } from '../access/Caller';
import type { ScopeCatalogue, ScopeName } from '../access/ScopeName';
import { type Clock, DAY_MS } from '../clock';
import { UserErrorCode } from '../errors';
import { type Changes, type Mutated, type Outcome, type Refusal, refused } from '../events/Changes';
import { toUserError, UserError } from '../events/UserError';
import { isId } from '../id';
import { ApiKey } from '../keys/ApiKey';
import { assumeVersion } from '../keys/assumeVersion';
import { judgedKeyOf, judgeKey } from '../keys/judgeKey';
import { scopesColumn } from '../keys/scopesColumn';
import { keyFacts, wantedLiveKey } from '../keys/wantedKey';
import { instantText } from '../scalars/DateTime';
import type { Storage, Transaction } from '../storage/Storage';
import { MAX_UNUSED_DAYS, type NarrowApiKeyInput } from './inputs';
import { readReports } from './readReports';
import { ScopeEvidence } from './ScopeUse';
import { scopeUses } from './scopeUses';
import { windowOf } from './UsageWindow';
import type { UseReport } from './UseReport';

/** A key that lost scopes, or needs all that it has. */
export interface NarrowedKey {
  readonly apiKey: ApiKey;
  readonly removedScopes: readonly ScopeName[];
}

/** Takes from keys the scopes that no request needed. It is a change like any other: the key policy judges the key as it would be. */
export class NarrowingService {
  /** @param countNow reads into the database what was used up to now */
  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    private readonly changes: Changes,
    private readonly catalogue: ScopeCatalogue,
    private readonly countNow: () => Promise<void>,
  ) {}

  /**
   * Takes from a key the scopes that nobody needed for so many days. Use is read before the transaction: it is counted all
   * the time, and each count would have the transaction begin anew.
   */
  async narrowApiKey(caller: Caller, input: NarrowApiKeyInput): Promise<Mutated<NarrowedKey>> {
    const report = await this.reportFor(input);
    const wanted = wantedLiveKey(caller, input.id);
    return this.changes.toOne<NarrowedKey, ApiKey>(caller, 'api_key.narrowed', wanted, (transaction, apiKey) =>
      this.narrow(transaction, apiKey, input, report),
    );
  }

  private async reportFor({ id, unusedForDays }: NarrowApiKeyInput): Promise<UseReport | null> {
    if (!isId(id) || !isPossible(unusedForDays)) return null;
    await this.countNow();
    const now = this.clock();
    const window = windowOf(now - unusedForDays * DAY_MS, null, now);
    return (await readReports(this.storage.sql, 'KEY', [id], window, now)).get(id) ?? null;
  }

  private async narrow(
    { manager, sql }: Transaction,
    apiKey: ApiKey,
    { version, unusedForDays }: NarrowApiKeyInput,
    report: UseReport | null,
  ): Promise<Outcome<NarrowedKey>> {
    const present = { apiKey, removedScopes: [] };
    const conflict = assumeVersion<NarrowedKey>(apiKey, version, present);
    if (conflict) return conflict;
    const now = this.clock();
    const fault = ageFault(apiKey, unusedForDays, report, now);
    if (report === null || fault !== null) return refusedDays(apiKey, fault ?? RANGE);
    const held = scopesColumn.read(apiKey.scopesText);
    const removedScopes = unusedScopes(held, report);
    if (removedScopes.length === 0) return { unchanged: present };
    if (removedScopes.length === held.length) return refusedDays(apiKey, NOTHING_LEFT);
    const scopesText = scopesColumn.write(held.filter((scope) => !removedScopes.includes(scope)));
    const { organizationId, id } = apiKey;
    const narrowed = judgedKeyOf({ ...apiKey, scopesText });
    const { faults, columns } = await judgeKey(sql, organizationId, narrowed, this.catalogue, now, ['id']);
    if (faults.length > 0) return refused(apiKey, ...faults.map(toUserError));
    const changed = { scopesText, ...columns, version: apiKey.version + 1 };
    await manager.update(ApiKey, { id, organizationId }, changed);
    const result = { apiKey: { ...apiKey, ...changed }, removedScopes };
    return { target: apiKey, result, before: keyFacts(apiKey), after: keyFacts(result.apiKey) };
  }
}

const RANGE = `unusedForDays is a number from 1 to ${MAX_UNUSED_DAYS}.`;
const NOTHING_LEFT =
  'Nobody needed any of its scopes, and a key needs one at least: delete the key, or ask for a longer time.';

function refusedDays(apiKey: ApiKey, message: string): Refusal<NarrowedKey> {
  return refused(apiKey, new UserError(UserErrorCode.INVALID, message, ['unusedForDays']));
}

/** Why a key cannot have gone unused for so long. Shape: null where it can. */
function ageFault({ createdAt }: ApiKey, days: number, report: UseReport | null, now: number): string | null {
  if (report === null) return RANGE;
  const since = now - days * DAY_MS;
  if (createdAt > since)
    return `The key was made at ${instantText(createdAt)}: that is less than ${daysText(days)} ago.`;
  if (report.recordedSince <= since) return null;
  return `Use is counted since ${instantText(report.recordedSince)}: that is less than ${daysText(days)} ago.`;
}

function daysText(days: number): string {
  return days === 1 ? '1 day' : `${days} days`;
}

function isPossible(days: number): boolean {
  return days >= 1 && days <= MAX_UNUSED_DAYS;
}

function unusedScopes(held: readonly ScopeName[], { operations }: UseReport): ScopeName[] {
  return scopeUses(held, operations).flatMap(({ name, evidence }) => (evidence === ScopeEvidence.UNUSED ? [name] : []));
}
