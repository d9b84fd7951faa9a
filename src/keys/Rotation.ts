import type { Consequence, EventTarget } from '../events/Happened';
import { instantText } from '../scalars/DateTime';
import type { RunSql, Transaction } from '../storage/Storage';
import { ApiKey } from './ApiKey';
import type { BlockingColumns } from './judgeKey';
import type { KeySecret } from './KeySecret';
import { NEW_SECRET, readSecrets, type WrittenSecret, writeEnds, writeFirstUse, writeSecret } from './secretRows';
import {
  begun,
  cancelled,
  completed,
  type EndedSecret,
  type FormerLife,
  type NewSecret,
  retired,
  type SecretSlots,
  type Step,
  settled,
} from './secretSlots';
import { otherSecret } from './workingSecrets';

/** What another secret is made for. Units: milliseconds. */
export interface NewSecretTerms {
  readonly graceMs: number;
  readonly finish: 'GRACE' | 'SILENT';
  /** The new end of the key. Units: epoch milliseconds. */
  readonly expiresAt: number;
}

/**
 * The rotation of a key within one transaction: steps are taken in memory, and written at the end or not at all.
 * Units: instants in epoch milliseconds. Source: decision 085.
 */
export class Rotation {
  /** What followed from the steps that were taken, as events. */
  readonly consequences: Consequence[] = [];
  private readonly ended: EndedSecret[] = [];
  private made: KeySecret | null = null;
  private usedAt: number | null = null;

  private constructor(
    readonly apiKey: ApiKey,
    private current: SecretSlots,
    private readonly written: readonly WrittenSecret[],
    /** The number of the next secret: none is given twice. */
    readonly nextNumber: number,
  ) {}

  /** Reads what is written down of a key's secrets. A retiring one that has passed its end by `now` counts as ended. */
  static async of(sql: RunSql, apiKey: ApiKey, now: number): Promise<Rotation> {
    const numbers = [apiKey.secretNumber, apiKey.otherNumber ?? 0] as const;
    const written = await readSecrets(sql, apiKey.id, numbers);
    const newest = Math.max(...numbers, ...written.map(({ newestNumber }) => newestNumber));
    const rotation = new Rotation(apiKey, slotsOf(apiKey), written, newest + 1);
    rotation.finishBy(settled(rotation.current, now));
    return rotation;
  }

  /** What the key's row will say. */
  get slots(): SecretSlots {
    return this.current;
  }

  /** The pending or retiring secret; null where there is none. */
  get other(): ReturnType<typeof otherSecret> {
    return otherSecret(this.current);
  }

  /** The pending secret was used: it becomes the current one, and the grace of the earlier one begins. */
  complete(usedAt: number): void {
    const { secretNumber, otherNumber } = this.current;
    const step = completed(this.current, this.rowOf(otherNumber)?.graceMs ?? 0, usedAt);
    const { otherUntil } = step.slots;
    this.usedAt = usedAt;
    this.consequences.push({
      event: 'api_key.rotation_completed',
      target: this.target,
      before: { secretNumber },
      after: { secretNumber: otherNumber, retiringUntil: otherUntil && instantText(otherUntil) },
    });
    this.finishBy(step);
  }

  /** The earlier secret ends. A pending one becomes current, used or not. */
  finish(now: number): Consequence {
    const { otherState, secretNumber, otherNumber } = this.current;
    const isPending = otherState === 'PENDING';
    this.take(isPending ? completed(this.current, 0, now) : retired(this.current, now));
    return this.finished(isPending ? secretNumber : otherNumber);
  }

  /** The pending secret ends unused. */
  cancel(now: number): Consequence {
    const { expiresAt } = this.current;
    this.take(cancelled(this.current, this.former(), now));
    const after = { expiresAt: this.current.expiresAt };
    return { event: 'api_key.rotation_cancelled', target: this.target, before: { expiresAt }, after };
  }

  /** What the key was before the rotation that made its pending secret. */
  former(): FormerLife {
    const { secretNumber, otherNumber, expiresAt } = this.current;
    return {
      expiresAt: this.rowOf(otherNumber)?.formerExpiresAt ?? expiresAt,
      newestSecretAt: secretNumber === 1 ? null : (this.rowOf(secretNumber)?.createdAt ?? null),
    };
  }

  /** A new secret stands beside the current one. */
  begin(secret: NewSecret, { graceMs, finish, expiresAt }: NewSecretTerms): void {
    this.made = {
      ...NEW_SECRET,
      apiKeyId: this.apiKey.id,
      number: secret.number,
      passDigest: secret.digest.digest,
      pepperVersion: secret.digest.version,
      createdAt: secret.madeAt,
      graceMs,
      finish,
      formerExpiresAt: this.current.expiresAt,
    };
    this.take(begun(this.current, secret, expiresAt));
  }

  /** The new secret does not wait for its first use. */
  startNow(graceMs: number, now: number): void {
    this.finishBy(completed(this.current, graceMs, now));
  }

  /**
   * Writes what became of the key, and answers it.
   * @param version that of the key from now on
   * @param blocking what the policy says of the key that came of it, where that may be another
   */
  async write({ manager, sql }: Transaction, version: number, blocking?: BlockingColumns): Promise<ApiKey> {
    const { id, organizationId } = this.apiKey;
    // The key comes first, as in LastUses: two that lock the same rows wait for one another, and never both.
    await manager.update(ApiKey, { id, organizationId }, { ...this.current, ...blocking, version });
    if (this.made) await writeSecret(sql, this.made, this.apiKey, this.written.length > 0);
    if (this.usedAt !== null) await writeFirstUse(sql, id, this.apiKey.otherNumber, this.usedAt);
    await writeEnds(sql, id, this.ended);
    return { ...this.apiKey, ...this.current, ...blocking, version };
  }

  private get target(): EventTarget {
    const { id, name, processId } = this.apiKey;
    return { id, name, processId };
  }

  private rowOf(number: number | null): WrittenSecret | undefined {
    return this.written.find((each) => each.number === number);
  }

  private take({ slots, ended }: Step): void {
    this.current = slots;
    this.ended.push(...ended);
  }

  private finishBy(step: Step): void {
    this.take(step);
    this.consequences.push(...step.ended.map(({ number }) => this.finished(number)));
  }

  private finished(secretNumber: number | null): Consequence {
    return { event: 'api_key.rotation_finished', target: this.target, before: { secretNumber } };
  }
}

function slotsOf(apiKey: ApiKey): SecretSlots {
  const { passDigest, pepperVersion, secretNumber, secretUntil, expiresAt, newestSecretAt } = apiKey;
  const { otherDigest, otherPepperVersion, otherNumber, otherState, otherUntil } = apiKey;
  const current = { passDigest, pepperVersion, secretNumber, secretUntil, expiresAt, newestSecretAt };
  return { ...current, otherDigest, otherPepperVersion, otherNumber, otherState, otherUntil };
}
