import type { Caller } from '../access/Caller';
import { ownerKindOf } from '../access/ownerKindOf';
import type { ScopeCatalogue } from '../access/ScopeName';
import type { Clock } from '../clock';
import { UserErrorCode } from '../errors';
import { type Changes, type Mutated, type Outcome, refused } from '../events/Changes';
import type { EventName } from '../events/catalogue';
import type { Consequence } from '../events/Happened';
import { toUserError, UserError } from '../events/UserError';
import type { ApiKey } from '../keys/ApiKey';
import { ApiKeyStatus, statusOf } from '../keys/ApiKeyStatus';
import { LASTING } from '../keys/apiKeyListParts';
import { assumeVersion } from '../keys/assumeVersion';
import { type Judgement, judgedKeyOf, judgeKey } from '../keys/judgeKey';
import type { KeyUse } from '../keys/KeyUse';
import { generateKeyValue, type RandomBytes } from '../keys/keyValue';
import { notActive } from '../keys/notActive';
import type { Peppers } from '../keys/Peppers';
import { Rotation } from '../keys/Rotation';
import { secretFaults } from '../keys/secretLimit';
import { secretOf } from '../keys/secretOf';
import { instantText } from '../scalars/DateTime';
import { batched } from '../storage/batched';
import type { Storage } from '../storage/Storage';
import type { ApiKeySecretInfo } from './ApiKeySecretInfo';
import {
  type CancelRotationInput,
  DEFAULT_GRACE_SECONDS,
  type FinishRotationInput,
  GraceStart,
  type RotateApiKeyInput,
  RotationFinish,
} from './inputs';
import { secretsOfKeys } from './keySecrets';
import { asItIs, NO_SUCH_KEY, rotatableKey, shownTo, versionOf } from './rotatableKey';
import { callerFaults, formerEndFaults, graceFaults, lawFaults, retiringFaults, stateFaults } from './rotationFaults';
import { conflicting, type RotatedApiKey, type Turn, written } from './Turn';

const WORKING = [ApiKeyStatus.ACTIVE];
const OVERTAKEN = new UserError(
  UserErrorCode.CONFLICT,
  'Somebody else changed this key at the same time: look at it as it is, and rotate it again if that is still needed.',
  ['id'],
);

/** The rules about the secrets of keys: who gives a key another one, and what becomes of the earlier one. */
export class RotationService {
  private readonly secretsById = batched((caller: Caller, ids) =>
    secretsOfKeys(this.storage.sql, caller, ids, this.clock()),
  );

  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    private readonly changes: Changes,
    private readonly peppers: Peppers,
    private readonly keyUse: KeyUse,
    private readonly catalogue: ScopeCatalogue,
    private readonly random?: RandomBytes,
  ) {}

  /** The secrets of a key that the caller may see, the newest first. */
  async secretsOf(caller: Caller, { id }: ApiKey): Promise<ApiKeySecretInfo[]> {
    return (await this.secretsById(caller, id)) ?? [];
  }

  /** Gives a key another secret. Of several who do so at once one succeeds: nobody is shown a secret that another cancels. */
  async rotateApiKey(caller: Caller, input: RotateApiKeyInput): Promise<Mutated<RotatedApiKey>> {
    const seen = await versionOf(this.storage.sql, caller, input.id);
    return this.change(caller, 'api_key.rotated', input, WORKING, async (turn) => {
      const { apiKey } = turn.rotation;
      if (apiKey.version === seen) return this.rotate(turn, input);
      return conflicting(turn, [OVERTAKEN]);
    });
  }

  /** Ends the earlier secret of a key, which need not work. A pending one becomes current. */
  finishRotation(caller: Caller, input: FinishRotationInput): Promise<Mutated<RotatedApiKey>> {
    return this.change(caller, 'api_key.rotation_finished', input, LASTING, async (turn) => {
      const { rotation, now } = turn;
      const { apiKey, other } = rotation;
      if (other === null) return refused(apiKey, notActive('This key has one secret: there is nothing to finish.'));
      return written(turn, rotation.finish(now));
    });
  }

  /** Ends the pending secret of a key. The key gets its former end back, and so must not have expired. */
  cancelRotation(caller: Caller, input: CancelRotationInput): Promise<Mutated<RotatedApiKey>> {
    return this.change(caller, 'api_key.rotation_cancelled', input, LASTING, async (turn) => {
      const { rotation, now } = turn;
      const { apiKey, other } = rotation;
      if (other?.state !== 'PENDING') {
        return refused(apiKey, notActive('This key has no secret that waits for its first use: nothing is cancelled.'));
      }
      const faults = formerEndFaults(turn.caller, rotation);
      if (faults.length > 0) return refused(apiKey, ...faults);
      const cancelled = rotation.cancel(now);
      const { faults: against, columns } = await this.judge(turn, []);
      const tooLate = against.filter(({ code }) => code === UserErrorCode.EXPIRES_TOO_LATE);
      if (tooLate.length > 0) return refused(apiKey, ...tooLate.map(toUserError));
      return written(turn, cancelled, columns);
    });
  }

  private async rotate(turn: Turn, input: RotateApiKeyInput): Promise<Outcome<RotatedApiKey>> {
    const { caller, transaction, rotation, now } = turn;
    const { apiKey } = rotation;
    const graceMs = (input.graceSeconds ?? DEFAULT_GRACE_SECONDS) * 1_000;
    const startsNow = input.startsAt === GraceStart.NOW;
    const replaced: Consequence[] = [];
    if (rotation.other?.state === 'PENDING') replaced.push(rotation.cancel(now));
    if (startsNow && graceMs === 0 && rotation.other) replaced.push(rotation.finish(now));
    const expiresAt = input.expiresAt ?? rotation.slots.expiresAt;
    const refusal = refusalOf(turn, graceFaults(graceMs / 1_000), () => lawFaults(caller, rotation, expiresAt, now));
    if (refusal) return refusal;
    const { pass } = generateKeyValue(ownerKindOf(apiKey), this.random);
    const number = rotation.nextNumber;
    const finish = input.finish ?? RotationFinish.GRACE;
    rotation.begin({ number, digest: this.peppers.digest(pass), madeAt: now }, { graceMs, finish, expiresAt });
    if (startsNow) rotation.startNow(graceMs, now);
    const judged = await this.judge(turn, ['expiresAt']); // Whether it was given or not: that is what helps.
    const against = judged.faults.map(toUserError);
    const faults = against.length > 0 ? against : await secretFaults(transaction.sql, caller, apiKey, now);
    if (faults.length > 0) return refused(apiKey, ...faults);
    const rotated = await rotation.write(transaction, apiKey.version + 1, judged.columns);
    for (const consequence of [...rotation.consequences, ...replaced]) turn.also(consequence);
    const secret = secretOf({ expiresAt }, { user: apiKey.user, pass }, number);
    return {
      target: apiKey,
      result: { apiKey: shownTo(caller, rotated), secret },
      before: apiKey,
      after: { secretNumber: number, expiresAt, retiringUntil: startsNow ? retiringUntilOf(rotation) : null },
    };
  }

  /** What the policy says of the key that comes of a rotation. @param given the fields of the input that it may speak of */
  private judge({ transaction, rotation, now }: Turn, given: readonly string[]): Promise<Judgement> {
    const { organizationId } = rotation.apiKey;
    const key = judgedKeyOf({ ...rotation.apiKey, ...rotation.slots });
    return judgeKey(transaction.sql, organizationId, key, this.catalogue, now, given);
  }

  /** Makes a change to a key's secrets, if the caller and the key's state allow any. */
  private async change(
    caller: Caller,
    event: EventName,
    { id, version }: { readonly id: string; readonly version?: number | null },
    statuses: readonly ApiKeyStatus[],
    work: (turn: Turn) => Promise<Outcome<RotatedApiKey>>,
  ): Promise<Mutated<RotatedApiKey>> {
    await this.keyUse.settle(id); // What was used is not pending any more, by the caller itself neither.
    // A secret that began to retire since it let its caller in still holds: it is refused in its own words.
    return this.changes.by<RotatedApiKey>({ ...caller, asItIs: undefined }, event, async (transaction, also) => {
      const present = await asItIs(transaction.sql, caller, id);
      const apiKey = await rotatableKey(transaction, present, id);
      if (apiKey === null) return refused(null, NO_SUCH_KEY);
      const now = this.clock();
      const faults = [...callerFaults(present), ...stateFaults(statusOf(apiKey, now), statuses)];
      if (faults.length > 0) return refused(apiKey, ...faults);
      const conflict = assumeVersion(apiKey, version, { apiKey: shownTo(present, apiKey), secret: null });
      if (conflict) return conflict;
      const rotation = await Rotation.of(transaction.sql, apiKey, now);
      return work({ caller: present, transaction, rotation, also, now });
    });
  }
}

/** Why there is no rotation, in the order in which it matters; null where there is one. */
function refusalOf(
  turn: Turn,
  invalid: readonly UserError[],
  lawFaultsOf: () => readonly UserError[],
): Outcome<RotatedApiKey> | null {
  const { apiKey } = turn.rotation;
  if (invalid.length > 0) return refused(apiKey, ...invalid);
  const conflict = retiringFaults(turn.rotation);
  if (conflict.length > 0) return conflicting(turn, conflict);
  const faults = lawFaultsOf();
  return faults.length > 0 ? refused(apiKey, ...faults) : null;
}

/** Until when the earlier secret works, where the new one is current. */
function retiringUntilOf({ other }: Rotation): string | null {
  return other && instantText(other.endsAt);
}
