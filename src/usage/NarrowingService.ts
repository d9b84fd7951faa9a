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
import type { Storage, Transaction } from '../storage/Storage';
import type { NarrowApiKeyInput } from './inputs';
import { knownOperation } from './knownOperations';
import { isPossible, type KeyUse, type Narrowing, narrowingOf } from './narrowingOf';
import { readGrants } from './readGrants';
import { readHeldScopes } from './readHeldScopes';
import { readReports } from './readReports';
import type { UsageRecorder } from './UsageRecorder';
import { windowOf } from './UsageWindow';
import type { UsedOperation } from './UsedOperation';

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
    private readonly recorder: Pick<UsageRecorder, 'watch'>,
    private readonly countNow: () => Promise<void>,
  ) {}

  /**
   * Takes from a key the scopes that nobody needed for so many days. Use is read before the transaction: it is counted all
   * the time, and each count would have the transaction begin anew. What this process counts until then is watched.
   */
  async narrowApiKey(caller: Caller, input: NarrowApiKeyInput): Promise<Mutated<NarrowedKey>> {
    const watch = this.recorder.watch(input.id);
    try {
      const use = await this.usedBy(caller, input);
      const wanted = wantedLiveKey(caller, input.id);
      return await this.changes.toOne<NarrowedKey, ApiKey>(caller, 'api_key.narrowed', wanted, (transaction, apiKey) =>
        this.narrow(transaction, caller, apiKey, input, use && withSeen(use, watch.operations, this.clock())),
      );
    } finally {
      watch.end();
    }
  }

  /** What would become of a key, without doing it. */
  async proposal(caller: Caller, apiKey: ApiKey, unusedForDays: number): Promise<Narrowing> {
    const use = await this.usedBy(caller, { id: apiKey.id, unusedForDays });
    return narrowingOf(apiKey, unusedForDays, use, this.clock());
  }

  private async usedBy(caller: Caller, { id, unusedForDays }: NarrowApiKeyInput): Promise<KeyUse | null> {
    if (!isId(id) || !isPossible(unusedForDays)) return null;
    const { sql } = this.storage;
    const [own] = await readHeldScopes(sql, caller, [id]);
    if (!own) return null; // The time that it takes tells nothing of a key of another organization.
    await this.countNow();
    const { organizationId } = caller;
    const now = this.clock();
    const window = windowOf(now - unusedForDays * DAY_MS, null, now);
    const reports = await readReports(sql, { owner: 'KEY', ids: [id], organizationId }, window, now);
    const grants = await readGrants(sql, organizationId, [id], window.from, this.catalogue);
    const report = reports.get(id);
    return report ? { report, grants: grants.get(id) ?? [] } : null;
  }

  private async narrow(
    { manager, sql }: Transaction,
    { organizationId }: Caller,
    apiKey: ApiKey,
    { version, unusedForDays }: NarrowApiKeyInput,
    use: KeyUse | null,
  ): Promise<Outcome<NarrowedKey>> {
    const present = { apiKey, removedScopes: [] };
    const conflict = assumeVersion<NarrowedKey>(apiKey, version, present);
    if (conflict) return conflict;
    const now = this.clock();
    const { fault, keptScopes, removedScopes } = narrowingOf(apiKey, unusedForDays, use, now);
    if (fault !== null) return refusedDays(apiKey, fault);
    if (removedScopes.length === 0) return { unchanged: present };
    const scopesText = scopesColumn.write(keptScopes);
    const narrowed = judgedKeyOf({ ...apiKey, scopesText });
    const { faults, columns } = await judgeKey(sql, organizationId, narrowed, this.catalogue, now, ['id']);
    if (faults.length > 0) return refused(apiKey, ...faults.map(toUserError));
    const changed = { scopesText, ...columns, version: apiKey.version + 1 };
    await manager.update(ApiKey, { id: apiKey.id, organizationId }, changed);
    const result = { apiKey: { ...apiKey, ...changed }, removedScopes };
    return { target: apiKey, result, before: keyFacts(apiKey), after: keyFacts(result.apiKey) };
  }
}

/** The use of a key, with operations that may not have been read yet. Units: `now` in epoch milliseconds. */
function withSeen({ report, grants }: KeyUse, seen: readonly UsedOperation[], now: number): KeyUse {
  const counts = { requests: 1, refused: 0, failed: 0, cost: 0, firstUsedAt: now, lastUsedAt: now };
  const operations = seen.map((operation) => ({ ...counts, operation: knownOperation(operation) }));
  return { report: { ...report, operations: [...report.operations, ...operations] }, grants };
}

function refusedDays(apiKey: ApiKey, message: string): Refusal<NarrowedKey> {
  return refused(apiKey, new UserError(UserErrorCode.INVALID, message, ['unusedForDays']));
}
