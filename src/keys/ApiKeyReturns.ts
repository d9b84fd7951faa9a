import type { Caller } from '../access/Caller';
import { ownerKindOf } from '../access/ownerKindOf';
import type { ScopeCatalogue } from '../access/ScopeName';
import { returnLaw } from '../access/subsetLaw';
import type { Clock } from '../clock';
import { type Announce, type Changes, type Mutated, type Outcome, refused } from '../events/Changes';
import { toUserError, type UserError } from '../events/UserError';
import type { RowLimit } from '../limits/RowLimit';
import type { Transaction } from '../storage/Storage';
import { ApiKey } from './ApiKey';
import type { KeyChange } from './ApiKeyEnds';
import { assumeVersion } from './assumeVersion';
import type { EnableApiKeyInput, RestoreApiKeyInput } from './endInputs';
import type { ApiKeySecret } from './inputs';
import { type BlockingColumns, type Judgement, judgedKeyOf, judgeKey } from './judgeKey';
import { generateKeyValue, type RandomBytes } from './keyValue';
import { notActive } from './notActive';
import type { Peppers } from './Peppers';
import { Rotation } from './Rotation';
import { readTerms } from './readTerms';
import { enablingFault, ownerFault, restoringFault } from './returnFaults';
import { roomFaults } from './roomFaults';
import { scopesColumn } from './scopesColumn';
import { secretFaults } from './secretLimit';
import { secretOf } from './secretOf';
import { keyFacts, wantedKey, wantedLiveKey } from './wantedKey';

/** A key that was enabled. Shape: its new secret, shown this once; null where it goes on with those that it had. */
export interface EnabledApiKey extends KeyChange {
  readonly secret: ApiKeySecret | null;
}

/** What every key has that nobody ended. */
const LIVE = { disabledAt: null, deletedAt: null, endReason: null, endNote: null };

/** Lets keys live again that somebody ended. That gives power, and so is under the subset law. Source: decision 090. */
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
    const wanted = wantedLiveKey(caller, input.id);
    return this.changes.toOne(caller, 'api_key.enabled', wanted, async (transaction, apiKey, also, present) => {
      const untouched = { apiKey, affectedCount: 0, secret: null };
      const conflict = assumeVersion(apiKey, input.version, untouched);
      if (conflict) return conflict;
      if (apiKey.disabledAt === null) return { unchanged: untouched };
      return this.enable(transaction, present, apiKey, input.replaceSecret === true, also);
    });
  }

  /** Restores a deleted key, with the secret that was current. One that was disabled before stays so. */
  restoreApiKey(caller: Caller, { id, version }: RestoreApiKeyInput): Promise<Mutated<KeyChange>> {
    const wanted = wantedKey(caller, id);
    return this.changes.toOne(caller, 'api_key.restored', wanted, async (transaction, apiKey, also, present) => {
      const untouched = { apiKey, affectedCount: 0 };
      const conflict = assumeVersion(apiKey, version, untouched);
      if (conflict) return conflict;
      if (apiKey.deletedAt === null) return { unchanged: untouched };
      return this.restore(transaction, present, { ...apiKey, deletedAt: apiKey.deletedAt }, also);
    });
  }

  private async enable(
    transaction: Transaction,
    caller: Caller,
    apiKey: ApiKey,
    isReplaced: boolean,
    also: Announce,
  ): Promise<Outcome<EnabledApiKey>> {
    const now = this.clock();
    const rotation = await rotationOf(transaction, caller, apiKey, now);
    if (isReplaced) leaveCurrent(rotation, now, also);
    const { expiresAt } = rotation.slots;
    const fault = enablingFault({ ...apiKey, expiresAt: earlierEnd(rotation) }, isReplaced, now);
    const faults = fault === null ? lawFaults(caller, { ...apiKey, expiresAt }) : [notActive(fault)];
    if (faults.length > 0) return refused(apiKey, ...faults);
    const secret = isReplaced ? this.replaceSecret(rotation, expiresAt, now) : null;
    const judged = await this.judge(transaction, rotation);
    if (judged.faults.length > 0) return refused(apiKey, ...judged.faults.map(toUserError));
    const excess = isReplaced ? await secretFaults(transaction.sql, caller, apiKey, now) : [];
    if (excess.length > 0) return refused(apiKey, ...excess);
    const enabled = await write(transaction, caller, rotation, { ...LIVE, ...judged.columns });
    for (const consequence of rotation.consequences) also(consequence);
    const result = { apiKey: enabled, affectedCount: 1, secret };
    return { target: apiKey, result, before: keyFacts(rotation.apiKey), after: keyFacts(enabled) };
  }

  private async restore(
    transaction: Transaction,
    caller: Caller,
    apiKey: ApiKey & { readonly deletedAt: number },
    also: Announce,
  ): Promise<Outcome<KeyChange>> {
    const rotation = await rotationOf(transaction, caller, apiKey, apiKey.deletedAt);
    leaveCurrent(rotation, apiKey.deletedAt, also);
    const faults = await this.restoreFaults(transaction, caller, apiKey, rotation);
    const judged = await this.judge(transaction, rotation);
    const all = faults.length > 0 ? faults : judged.faults.map(toUserError);
    if (all.length > 0) return refused(apiKey, ...all);
    const life = apiKey.disabledAt === null ? LIVE : { deletedAt: null };
    const restored = await write(transaction, caller, rotation, { ...life, ...judged.columns });
    for (const consequence of rotation.consequences) also(consequence);
    const result = { apiKey: restored, affectedCount: 1 };
    return { target: apiKey, result, before: keyFacts(rotation.apiKey), after: keyFacts(restored) };
  }

  /** Ends the secret that is current, too, and shows the one that takes its place. */
  private replaceSecret(rotation: Rotation, expiresAt: number, now: number): ApiKeySecret {
    const { apiKey, nextNumber: number } = rotation;
    const { pass } = generateKeyValue(ownerKindOf(apiKey), this.random);
    const secret = { number, digest: this.peppers.digest(pass), madeAt: now };
    rotation.begin(secret, { graceMs: 0, finish: 'GRACE', expiresAt });
    rotation.startNow(0, now);
    return secretOf({ expiresAt }, { user: apiKey.user, pass }, number);
  }

  /** What the policy says of the key that would return. */
  private judge({ sql }: Transaction, { apiKey, slots }: Rotation): Promise<Judgement> {
    const key = judgedKeyOf({ ...apiKey, ...slots });
    return judgeKey(sql, apiKey.organizationId, key, this.catalogue, this.clock(), []);
  }

  private async restoreFaults(
    { sql }: Transaction,
    caller: Caller,
    apiKey: ApiKey,
    rotation: Rotation,
  ): Promise<UserError[]> {
    const now = this.clock();
    const ended = { ...apiKey, expiresAt: earlierEnd(rotation) };
    const state = restoringFault(ended, now) ?? (await ownerFault(sql, caller, apiKey));
    if (state !== null) return [notActive(state)];
    const faults = lawFaults(caller, { ...apiKey, ...rotation.slots });
    if (faults.length > 0) return faults;
    const { organizationId } = caller;
    const owner = { organizationId, processId: apiKey.processId };
    return roomFaults(sql, this.rowLimit, await readTerms(sql, organizationId), owner, now);
  }
}

/** The secrets of a key that the caller may see. */
async function rotationOf(
  { manager, sql }: Transaction,
  caller: Caller,
  { id }: ApiKey,
  now: number,
): Promise<Rotation> {
  const { organizationId } = caller;
  return Rotation.of(sql, await manager.findOneByOrFail(ApiKey, { id, organizationId }), now);
}

/** When a key expires: a rotation that is cancelled with its return brings back no key that has expired under the end it gave. */
function earlierEnd({ apiKey, slots }: Rotation): number {
  return Math.min(apiKey.expiresAt, slots.expiresAt);
}

/** Ends the pending or retiring secret. */
function leaveCurrent(rotation: Rotation, at: number, also: Announce): void {
  if (rotation.other) also(rotation.other.state === 'PENDING' ? rotation.cancel(at) : rotation.finish(at));
}

/** Writes what became of a key, and answers it. */
async function write(
  transaction: Transaction,
  { organizationId }: Caller,
  rotation: Rotation,
  columns: Partial<typeof LIVE> & BlockingColumns,
): Promise<ApiKey> {
  const { id, version } = rotation.apiKey;
  await transaction.manager.update(ApiKey, { id, organizationId }, columns);
  return { ...(await rotation.write(transaction, version + 1)), ...columns };
}

function lawFaults(caller: Caller, { scopesText, expiresAt }: ApiKey): UserError[] {
  return returnLaw(caller, { scopes: scopesColumn.read(scopesText), expiresAt }).map(toUserError);
}
