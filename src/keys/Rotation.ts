import type { Consequence } from '../events/Happened';
import { instantText } from '../scalars/DateTime';
import { insertRow } from '../storage/insertRow';
import type { RunSql, Transaction } from '../storage/Storage';
import { ApiKey } from './ApiKey';
import type { KeySecret } from './KeySecret';
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

/** The rows of the two secrets in a key's row, and the greatest number that a secret of the key ever had. */
const WRITTEN = `
  SELECT "number", "createdAt", "graceMs", "formerExpiresAt",
         (SELECT MAX("number") FROM "api_key_secret" WHERE "apiKeyId" = $1) AS "newestNumber"
  FROM "api_key_secret" WHERE "apiKeyId" = $1 AND "number" IN ($2, $3)`;
const FIRST_USED = `
  UPDATE "api_key_secret" SET "firstUsedAt" = $1
  WHERE "apiKeyId" = $2 AND "number" = $3 AND "firstUsedAt" IS NULL`;
const END = 'UPDATE "api_key_secret" SET "endedAt" = $1, "endedAs" = $2 WHERE "apiKeyId" = $3 AND "number" = $4';
const WRITE_FIRST_AGAIN = `
  UPDATE "api_key_secret" SET "firstUsedAt" = $1, "lastUsedAt" = $2 WHERE "apiKeyId" = $3 AND "number" = 1`;

/** What has not happened to a secret that was just made. */
const UNTOUCHED = {
  graceMs: null,
  finish: null,
  formerExpiresAt: null,
  firstUsedAt: null,
  lastUsedAt: null,
  endedAt: null,
  endedAs: null,
  reuseCount: 0,
};

type WrittenSecret = Pick<KeySecret, 'number' | 'createdAt' | 'graceMs' | 'formerExpiresAt'>;

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

  /** Reads what is written down of a key's secrets. A retiring one whose time is over by `now` counts as ended. */
  static async of(sql: RunSql, apiKey: ApiKey, now: number): Promise<Rotation> {
    const numbers = [apiKey.secretNumber, apiKey.otherNumber ?? 0];
    const written = await sql<WrittenSecret & { newestNumber: number }>(WRITTEN, [apiKey.id, ...numbers]);
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
      ...UNTOUCHED,
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

  /** Writes what became of the key, and answers it. @param version that of the key from now on */
  async write({ manager, sql }: Transaction, version: number): Promise<ApiKey> {
    const { id, organizationId } = this.apiKey;
    // The key comes first, as in LastUses: two that lock the same rows wait for one another, and never both.
    await manager.update(ApiKey, { id, organizationId }, { ...this.current, version });
    if (this.made) await this.writeMade(sql, this.made);
    if (this.usedAt !== null) await sql(FIRST_USED, [this.usedAt, id, this.apiKey.otherNumber]);
    for (const { number, endedAt, endedAs } of this.ended) await sql(END, [endedAt, endedAs, id, number]);
    return { ...this.apiKey, ...this.current, version };
  }

  /** The first secret has a row from the second on. Outside of a rotation its use is that of the key. */
  private async writeMade(sql: RunSql, made: KeySecret): Promise<void> {
    const { id, secretNumber, otherNumber, firstUsedAt, lastUsedAt } = this.apiKey;
    if (secretNumber === 1 && otherNumber === null) {
      if (this.written.length > 0) await sql(WRITE_FIRST_AGAIN, [firstUsedAt, lastUsedAt, id]);
      else await insertRow(sql, 'api_key_secret', { ...firstSecretOf(this.apiKey) });
    }
    await insertRow(sql, 'api_key_secret', { ...made });
  }

  private get target(): { id: string; name: string } {
    return { id: this.apiKey.id, name: this.apiKey.name };
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

function firstSecretOf(apiKey: ApiKey): KeySecret {
  const { id, passDigest, pepperVersion, createdAt, firstUsedAt, lastUsedAt } = apiKey;
  return { ...UNTOUCHED, apiKeyId: id, number: 1, passDigest, pepperVersion, createdAt, firstUsedAt, lastUsedAt };
}
