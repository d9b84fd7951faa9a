import { DAY_MS } from '../../src/clock';

/** A secret of a modelled key. Units: epoch milliseconds. */
export interface SecretModel {
  readonly number: number;
  readonly value: string;
  state: 'PENDING' | 'CURRENT' | 'RETIRING' | 'RETIRED' | 'CANCELLED';
  /** When it ends, where that is not with the key. */
  until: number | null;
  readonly madeAt: number;
  firstUsedAt: number | null;
  lastUsedAt: number | null;
  readonly graceMs: number;
  readonly isSilent: boolean;
  /** The end of the key before the rotation that made this secret. */
  formerEnd: number;
  readonly networks: Set<string>;
  readonly tokens: TokenModel[];
}

/** An access token. Units: epoch milliseconds. */
export interface TokenModel {
  readonly value: string;
  readonly scopes: readonly string[];
  readonly expiresAt: number;
}

/** What an organization asks of its keys. Units: days; `enforcedFrom` in epoch milliseconds. */
export interface PolicyModel {
  readonly maxLifetimeDays: number;
  readonly requiresNote: boolean;
  readonly disableUnusedAfterDays: number | null;
  readonly onSecretReuse: 'ALERT' | 'DISABLE';
  readonly enforcedFrom: number | null;
}

/** A key, as the contract says that it should be. Units: epoch milliseconds. */
export interface KeyModel {
  readonly id: string;
  readonly processId: string | null;
  readonly makerId: string | null;
  readonly note: string | null;
  readonly createdAt: number;
  readonly secrets: SecretModel[];
  scopes: readonly string[];
  expiresAt: number;
  lastUsedAt: number | null;
  disabledAt: number | null;
  deletedAt: number | null;
  reason: string | null;
  version: number;
}

export const RESTORABLE_MS = 30 * DAY_MS;

export function currentOf({ secrets }: KeyModel): SecretModel {
  return the(secrets.find(({ state }) => state === 'CURRENT'));
}

/** The pending secret, or one that retires and still works. */
export function otherOf(key: KeyModel, now: number): SecretModel | undefined {
  return key.secrets.find(
    (each) => each.state === 'PENDING' || (each.state === 'RETIRING' && endOfSecret(key, each) > now),
  );
}

export function endOfSecret(key: KeyModel, { until }: SecretModel): number {
  return Math.min(until ?? key.expiresAt, key.expiresAt);
}

/** Whether a secret works by itself, whatever became of its key. */
export function isWorking(key: KeyModel, secret: SecretModel, now: number): boolean {
  if (secret.state === 'RETIRED' || secret.state === 'CANCELLED') return false;
  return endOfSecret(key, secret) > now;
}

/** A pending secret becomes the current one; the earlier one ends with the grace, and never later than without. */
export function complete(key: KeyModel, graceMs: number, at: number): void {
  const [current, pending] = [currentOf(key), key.secrets.find(({ state }) => state === 'PENDING')];
  if (!pending) return;
  current.until = Math.min(at + graceMs, endOfSecret(key, current));
  current.state = current.until <= at ? 'RETIRED' : 'RETIRING';
  pending.state = 'CURRENT';
  pending.until = null;
}

/** A pending secret ends unused: the key gets its former end back. */
export function cancel(key: KeyModel, at: number): void {
  const pending = key.secrets.find(({ state }) => state === 'PENDING');
  if (!pending) return;
  Object.assign(pending, { state: 'CANCELLED', until: at });
  key.expiresAt = pending.formerEnd;
  currentOf(key).until = null;
}

/** A secret that retires ends before its time. */
export function retire(key: KeyModel, at: number): void {
  for (const secret of key.secrets) {
    if (secret.state !== 'RETIRING') continue;
    secret.until = Math.min(endOfSecret(key, secret), at);
    secret.state = 'RETIRED';
  }
}

/** When the newest secret was made of those that were not taken back. */
export function lifeStart({ secrets }: KeyModel): number {
  return Math.max(...secrets.filter(({ state }) => state !== 'CANCELLED').map(({ madeAt }) => madeAt));
}

/** What a policy has against a key. Shape: codes. */
export function violations(policy: PolicyModel, key: KeyModel, now: number): string[] {
  const { maxLifetimeDays, requiresNote, disableUnusedAfterDays: idleDays } = policy;
  const isUnused = idleDays !== null && lastLife(key) + idleDays * DAY_MS <= now;
  return [
    ...(key.expiresAt > lifeStart(key) + maxLifetimeDays * DAY_MS ? ['EXPIRES_TOO_LATE'] : []),
    ...((requiresNote && key.note === null) || isUnused ? ['POLICY'] : []),
  ];
}

/** Whether a key works, or the first reason why it does not. */
export function statusOfModel(policy: PolicyModel, key: KeyModel, now: number): string {
  if (key.deletedAt !== null) return 'DELETED';
  if (key.expiresAt <= now) return 'EXPIRED';
  if (key.disabledAt !== null) return 'DISABLED';
  const { enforcedFrom } = policy;
  const isEnforced = enforcedFrom !== null && enforcedFrom <= now;
  return isEnforced && violations(policy, key, now).length > 0 ? 'BLOCKED' : 'ACTIVE';
}

/** What a member is shown of a key. */
export function shownOf(policy: PolicyModel, key: KeyModel, now: number): object {
  const secrets = [...key.secrets].reverse().map((secret) => {
    const end = endOfSecret(key, secret);
    if (secret.state === 'RETIRED' || secret.state === 'CANCELLED')
      return told(secret, secret.state, secret.until ?? 0);
    return told(secret, secret.state === 'RETIRING' && end <= now ? 'RETIRED' : secret.state, end);
  });
  return {
    status: statusOfModel(policy, key, now),
    version: key.version,
    scopes: key.scopes,
    expiresAt: instant(key.expiresAt),
    endReason: key.reason,
    secrets,
  };
}

export function instant(at: number): string {
  return new Date(at).toISOString();
}

export function the<Some>(some: Some | undefined): Some {
  if (some === undefined) throw new Error('the model lacks something');
  return some;
}

function told({ number }: SecretModel, state: string, end: number): object {
  return { number, state, worksUntil: instant(end) };
}

function lastLife(key: KeyModel): number {
  return Math.max(lifeStart(key), key.lastUsedAt ?? 0);
}
