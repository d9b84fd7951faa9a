import type { Caller } from '../access/Caller';
import { elsewhere, type Fault } from '../access/Fault';
import { ownerKindOf } from '../access/ownerKindOf';
import type { ScopeCatalogue } from '../access/ScopeName';
import { returnLaw } from '../access/subsetLaw';
import { type Clock, DAY_MS } from '../clock';
import { UserErrorCode } from '../errors';
import { type Changes, type Mutated, refused } from '../events/Changes';
import { toUserError, UserError } from '../events/UserError';
import type { RowLimit } from '../limits/RowLimit';
import { processesByIds } from '../processes/ProcessService';
import type { RunSql } from '../storage/Storage';
import { ApiKey, ApiKeyEndReason, scopesColumn } from './ApiKey';
import type { AffectedApiKey } from './ApiKeyEnds';
import { assumeVersion } from './assumeVersion';
import type { EnableApiKeyInput, RestoreApiKeyInput } from './endInputs';
import { type Judgement, judgedKeyOf, judgeKey } from './judgeKey';
import { tooManyKeys } from './keyLimit';
import { generateKeyValue, type KeyValue, type RandomBytes } from './keyValue';
import { leaveCurrentSecret, replaceSecrets, secretRowOf } from './otherSecrets';
import { ownerLimitFaults } from './ownerLimit';
import type { Peppers } from './Peppers';
import { readTerms } from './readTerms';
import { keyFacts, wantedKey, wantedLiveKey } from './wantedKey';
import { currentSecret } from './workingSecrets';

/** For how long a deleted key can be restored, and keeps its name and notes. Units: days, and milliseconds. */
export const RESTORABLE_DAYS = 30;
export const RESTORABLE_MS = RESTORABLE_DAYS * DAY_MS;

/** A key that was enabled. Shape: its new value, which nothing keeps; null where it goes on with the secrets that it had. */
export interface EnabledApiKey extends AffectedApiKey {
  readonly value: KeyValue | null;
  /** Of the current secret. */
  readonly secretNumber: number;
}

/** Lets keys live again that somebody ended. That gives power, and so is under the subset law. */
export class ApiKeyReturns {
  constructor(
    private readonly clock: Clock,
    private readonly changes: Changes,
    private readonly peppers: Peppers,
    private readonly rowLimit: RowLimit,
    private readonly catalogue: ScopeCatalogue,
    private readonly random?: RandomBytes,
  ) {}

  /** Enables a disabled key, with a new secret alone if that is asked for. What a cascade disabled with it stays so. */
  enableApiKey(caller: Caller, input: EnableApiKeyInput): Promise<Mutated<EnabledApiKey>> {
    const { id, version, replaceSecret } = input;
    return this.changes.toOne<EnabledApiKey, ApiKey>(
      caller,
      'api_key.enabled',
      wantedLiveKey(caller, id),
      async ({ manager, sql }, apiKey) => {
        const untouched = { apiKey, affectedCount: 0, value: null, secretNumber: apiKey.secretNumber };
        const conflict = assumeVersion(apiKey, version, untouched);
        if (conflict) return conflict;
        if (apiKey.disabledAt === null) return { unchanged: untouched };
        const now = this.clock();
        const state = disabledFault(apiKey, replaceSecret === true, now);
        const asEnabled = { ...apiKey, newestSecretAt: replaceSecret ? now : apiKey.newestSecretAt };
        const judged = await this.judge(sql, caller, asEnabled);
        const faults = state === null ? lawFaults(caller, apiKey, judged) : [notActive(state)];
        if (faults.length > 0) return refused(apiKey, ...faults);
        const end = { disabledAt: null, endReason: null, endNote: null };
        const columns = { ...end, ...judged.columns, version: apiKey.version + 1 };
        await manager.update(ApiKey, { id: apiKey.id, organizationId: caller.organizationId }, columns);
        const before = await secretRowOf(sql, apiKey.id);
        const value = replaceSecret ? generateKeyValue(ownerKindOf(apiKey), this.random) : null;
        const secretNumber = value
          ? await replaceSecrets(sql, before, this.peppers.digest(value.pass), this.clock())
          : before.secretNumber;
        const enabled = { ...apiKey, ...columns };
        return {
          target: apiKey,
          result: { apiKey: enabled, affectedCount: 1, value: value && { ...value, user: apiKey.user }, secretNumber },
          before: { ...keyFacts(apiKey), secretNumber: before.secretNumber },
          after: { ...keyFacts(enabled), secretNumber },
        };
      },
    );
  }

  /** Restores a deleted key, with the secret that was current. One that was disabled before stays so. */
  restoreApiKey(caller: Caller, { id, version }: RestoreApiKeyInput): Promise<Mutated<AffectedApiKey>> {
    return this.changes.toOne<AffectedApiKey, ApiKey>(
      caller,
      'api_key.restored',
      wantedKey(caller, id),
      async ({ manager, sql }, apiKey) => {
        const untouched = { apiKey, affectedCount: 0 };
        const conflict = assumeVersion(apiKey, version, untouched);
        if (conflict) return conflict;
        if (apiKey.deletedAt === null) return { unchanged: untouched };
        const secrets = await secretRowOf(sql, apiKey.id);
        const expiresAt = currentSecret(secrets).endsAt;
        const judged = await this.judge(sql, caller, { ...apiKey, expiresAt });
        const faults = await this.restoreFaults(sql, caller, { ...apiKey, expiresAt }, judged);
        if (faults.length > 0) return refused(apiKey, ...faults);
        const { disabledAt, endReason, endNote } = apiKey;
        const end = disabledAt === null ? { endReason: null, endNote: null } : { endReason, endNote };
        const columns = { ...end, ...judged.columns, deletedAt: null, version: apiKey.version + 1 };
        await manager.update(ApiKey, { id: apiKey.id, organizationId: caller.organizationId }, columns);
        await leaveCurrentSecret(sql, secrets, expiresAt, apiKey.deletedAt);
        const restored = { ...apiKey, ...columns, expiresAt };
        const result = { apiKey: restored, affectedCount: 1 };
        return { target: apiKey, result, before: keyFacts(apiKey), after: keyFacts(restored) };
      },
    );
  }

  /** What the policy says of the key that would return. */
  private judge(sql: RunSql, { organizationId }: Caller, apiKey: ApiKey): Promise<Judgement> {
    return judgeKey(sql, organizationId, judgedKeyOf(apiKey), this.catalogue, this.clock(), []);
  }

  private async restoreFaults(sql: RunSql, caller: Caller, apiKey: ApiKey, judged: Judgement): Promise<UserError[]> {
    const now = this.clock();
    const state = deletedFault(apiKey, now) ?? (await ownerFault(sql, caller, apiKey));
    if (state !== null) return [notActive(state)];
    const faults = lawFaults(caller, apiKey, judged);
    if (faults.length > 0) return faults;
    const isFull = await this.rowLimit.isReached(sql, caller.organizationId, now);
    if (isFull) return [tooManyKeys(this.rowLimit)];
    const { organizationId } = caller;
    const terms = await readTerms(sql, organizationId);
    return ownerLimitFaults(sql, terms, { organizationId, processId: apiKey.processId }, now);
  }
}

function lawFaults(caller: Caller, { scopesText, expiresAt }: ApiKey, { faults }: Judgement): UserError[] {
  const excess: readonly Fault[] = returnLaw(caller, { scopes: scopesColumn.read(scopesText), expiresAt });
  return [...excess, ...elsewhere(excess, faults)].map(toUserError);
}

/** Why a disabled key cannot be enabled, whoever asks. Shape: a sentence; null where it can. */
function disabledFault({ expiresAt, endReason }: ApiKey, isReplaced: boolean, now: number): string | null {
  if (now >= expiresAt) return 'The key has expired: make another.';
  if (endReason !== ApiKeyEndReason.COMPROMISED || isReplaced) return null;
  return 'Somebody else may have the secret of this key: give replaceSecret: true.';
}

/** The same of a deleted key. */
function deletedFault({ name, deletedAt, endReason, expiresAt }: ApiKey, now: number): string | null {
  if (endReason === ApiKeyEndReason.COMPROMISED)
    return 'Somebody else may have the secret of this key: make another key.';
  if (now >= expiresAt) return 'The key has expired: make another.';
  // A key without a name was purged by a server whose clock is ahead.
  const isPast = deletedAt === null || now - deletedAt >= RESTORABLE_MS || name === '';
  return isPast ? `A key can be restored for ${RESTORABLE_DAYS} days after it was deleted: make another.` : null;
}

async function ownerFault(sql: RunSql, caller: Caller, { processId }: ApiKey): Promise<string | null> {
  const [process] = processId === null ? [true] : await processesByIds(sql, caller, [processId]);
  return process ? null : 'The process of this key was deleted: make a key for another process.';
}

function notActive(message: string): UserError {
  return new UserError(UserErrorCode.NOT_ACTIVE, message, ['id']);
}
