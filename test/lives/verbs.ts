import { SHIPPED_SCOPES } from '../../src/access/SHIPPED_SCOPES';
import {
  cancel,
  complete,
  currentOf,
  endOfSecret,
  type KeyModel,
  otherOf,
  type PolicyModel,
  RESTORABLE_MS,
  retire,
  type SecretModel,
  statusOfModel,
  the,
  violations,
} from './KeyModel';

export const KM = 'workspace.admin.api_key:manage';
export const PKM = 'workspace.process.api_key:manage';
export const ROTATE_SELF = 'workspace.api_key:rotate_self';
export const READ = 'workspace.process:read';
export const COLLECTIONS = 'workspace.collection:read';
/** In the order in which keys have them. */
export const SCOPES = SHIPPED_SCOPES.map(({ name }) => String(name)).filter((name) =>
  [READ, COLLECTIONS, KM, PKM, ROTATE_SELF].includes(name),
);

/** Who calls. Shape: a member has neither key nor secret, and no end. */
export interface CallerModel {
  readonly key: KeyModel | null;
  readonly secret: SecretModel | null;
  readonly scopes: ReadonlySet<string>;
  readonly expiresAt: number;
}

/** All that a verb looks at. */
export interface Scene {
  readonly keys: KeyModel[];
  readonly policy: PolicyModel;
  readonly process: { readonly id: string; isDeleted: boolean };
  readonly now: number;
}

/** What a verb is given, beside its key. */
export interface VerbInput {
  readonly version?: number;
  readonly graceSeconds?: number;
  readonly startsAt?: 'NOW' | 'FIRST_USE';
  readonly finish?: 'GRACE' | 'SILENT';
  readonly expiresAt?: number;
  readonly scopes?: readonly string[];
  readonly reason?: string;
  readonly cascade?: boolean;
  readonly replaceSecret?: boolean;
}

/** A secret as an answer shows it. */
export interface ShownSecret {
  readonly value: string;
  readonly number: number;
  readonly expiresAt: string;
}

/** What a verb should answer. Shape: `apply` changes the model, if nothing is refused. */
export interface Expected {
  readonly codes: readonly string[];
  readonly affectedCount?: number;
  readonly hasSecret?: boolean;
  readonly apply: (secret: ShownSecret | null) => void;
}

type Verb = (scene: Scene, caller: CallerModel, target: KeyModel, input: VerbInput) => Expected;

const refusal = (...codes: string[]): Expected => ({ codes: [...new Set(codes)].sort(), apply: () => undefined });

function manages({ key, scopes }: CallerModel, target: KeyModel): boolean {
  if (key?.processId && key.processId !== target.processId) return false;
  if (target.processId === null) return scopes.has(KM) && !key?.processId;
  return scopes.has(KM) || scopes.has(PKM);
}

/** What gives power back lies within the caller's own. */
function returnCodes(caller: Pick<CallerModel, 'scopes' | 'expiresAt'>, target: KeyModel, expiresAt: number): string[] {
  return [
    ...(target.scopes.every((scope) => caller.scopes.has(scope)) ? [] : ['SCOPE_NOT_GRANTABLE']),
    ...(expiresAt > caller.expiresAt ? ['EXPIRES_TOO_LATE'] : []),
  ];
}

/** Why a caller may not touch the secrets of a key in this state, in the order of the contract. */
function rotationRefusal(scene: Scene, caller: CallerModel, target: KeyModel, input: VerbInput, states: string[]) {
  const isOwn = caller.key === target && caller.scopes.has(ROTATE_SELF);
  if (target.deletedAt !== null || !(isOwn || manages(caller, target))) return refusal('NOT_FOUND');
  if (caller.secret?.state === 'RETIRING') return refusal('NOT_ACTIVE');
  if (!states.includes(statusOfModel(scene.policy, target, scene.now))) return refusal('NOT_ACTIVE');
  return conflictOf(target, input);
}

function conflictOf(target: KeyModel, { version }: VerbInput): Expected | null {
  return version === undefined || version === target.version ? null : refusal('CONFLICT');
}

/** The same key, apart: what becomes of it does not count until it is applied. */
function copyOf(key: KeyModel): KeyModel {
  return { ...key, secrets: key.secrets.map((secret) => ({ ...secret })) };
}

function settle(key: KeyModel, copy: KeyModel): void {
  Object.assign(key, { ...copy, secrets: key.secrets });
  copy.secrets.forEach((secret, index) => {
    const known = key.secrets[index];
    if (known) Object.assign(known, secret);
    else key.secrets.push(secret);
  });
}

function addSecret(key: KeyModel, graceMs: number, expiresAt: number, isSilent: boolean, now: number): void {
  currentOf(key).until = expiresAt > key.expiresAt ? key.expiresAt : null;
  const number = Math.max(...key.secrets.map((each) => each.number)) + 1;
  const unused = { firstUsedAt: null, lastUsedAt: null, networks: new Set<string>(), tokens: [] };
  const made = { number, value: '', state: 'PENDING' as const, until: null, madeAt: now, graceMs, isSilent };
  key.secrets.push({ ...made, ...unused, formerEnd: key.expiresAt });
  key.expiresAt = expiresAt;
}

const named = (key: KeyModel, secret: ShownSecret | null): void => {
  key.secrets.push({ ...the(key.secrets.pop()), value: the(secret ?? undefined).value });
};

const rotate: Verb = (scene, caller, target, input) => {
  const { now, policy } = scene;
  const early = rotationRefusal(scene, caller, target, input, ['ACTIVE']);
  if (early) return early;
  const { graceSeconds = 86_400, startsAt = 'FIRST_USE' } = input;
  const copy = copyOf(target);
  cancel(copy, now);
  if (startsAt === 'NOW' && graceSeconds === 0) retire(copy, now);
  if (graceSeconds < 0 || graceSeconds > 2_592_000) return refusal('INVALID');
  if (otherOf(copy, now)) return refusal('CONFLICT');
  const expiresAt = input.expiresAt ?? copy.expiresAt;
  const own = { scopes: caller.scopes, expiresAt: endOfSecret(copy, currentOf(copy)) };
  const excess = returnCodes(caller.key === target ? own : caller, copy, expiresAt);
  if (expiresAt <= now) return refusal(...excess.filter((code) => code !== 'EXPIRES_TOO_LATE'), 'EXPIRES_IN_PAST');
  if (excess.length > 0) return refusal(...excess);
  addSecret(copy, graceSeconds * 1_000, expiresAt, input.finish === 'SILENT', now);
  if (startsAt === 'NOW') complete(copy, graceSeconds * 1_000, now);
  const against = violations(policy, copy, now);
  if (against.length > 0) return refusal(...against);
  return accepted(target, copy);
};

const finish: Verb = (scene, caller, target, input) => {
  const early = rotationRefusal(scene, caller, target, input, ['ACTIVE', 'DISABLED', 'BLOCKED']);
  if (early) return early;
  if (!otherOf(target, scene.now)) return refusal('NOT_ACTIVE');
  const copy = copyOf(target);
  if (otherOf(copy, scene.now)?.state === 'PENDING') complete(copy, 0, scene.now);
  else retire(copy, scene.now);
  return accepted(target, copy);
};

const cancelVerb: Verb = (scene, caller, target, input) => {
  const early = rotationRefusal(scene, caller, target, input, ['ACTIVE', 'DISABLED', 'BLOCKED']);
  if (early) return early;
  if (otherOf(target, scene.now)?.state !== 'PENDING') return refusal('NOT_ACTIVE');
  const copy = copyOf(target);
  cancel(copy, scene.now);
  const isLater = copy.expiresAt > target.expiresAt && caller.key !== target;
  if (isLater && copy.expiresAt > caller.expiresAt) return refusal('EXPIRES_TOO_LATE');
  if (violations(scene.policy, copy, scene.now).includes('EXPIRES_TOO_LATE')) return refusal('EXPIRES_TOO_LATE');
  return accepted(target, copy);
};

const narrow: Verb = ({ now, policy }, caller, target, input) => {
  if (target.deletedAt !== null || !manages(caller, target)) return refusal('NOT_FOUND');
  const conflict = conflictOf(target, input);
  if (conflict) return conflict;
  const { scopes = target.scopes, expiresAt = target.expiresAt } = input;
  const isWider = !scopes.every((scope) => target.scopes.includes(scope));
  const isForeign = input.scopes !== undefined && !scopes.every((scope) => caller.scopes.has(scope));
  const isLater = expiresAt > target.expiresAt || (input.expiresAt !== undefined && expiresAt > caller.expiresAt);
  const isPast = input.expiresAt !== undefined && expiresAt <= now;
  const copy = { ...copyOf(target), scopes, expiresAt };
  const isSame = scopes.length === target.scopes.length && expiresAt === target.expiresAt;
  const codes = [
    ...(isWider || isForeign ? ['SCOPE_NOT_GRANTABLE'] : []),
    ...(isPast ? ['EXPIRES_IN_PAST'] : []),
    ...(isLater && !isPast ? ['EXPIRES_TOO_LATE'] : []),
    ...(isSame ? [] : violations(policy, copy, now)),
  ];
  if (codes.length > 0) return refusal(...codes.filter((code) => !(isPast && code === 'EXPIRES_TOO_LATE')));
  if (isSame) return { codes: [], apply: () => undefined };
  for (const secret of copy.secrets) secret.formerEnd = Math.min(secret.formerEnd, expiresAt);
  return accepted(target, copy);
};

/** Ends a key, and with a cascade what it made, in all generations. */
const endBy =
  (column: 'disabledAt' | 'deletedAt'): Verb =>
  ({ keys, now }, caller, target, input) => {
    if (target.deletedAt !== null || !manages(caller, target)) return refusal('NOT_FOUND');
    const conflict = conflictOf(target, input);
    if (conflict) return conflict;
    const made = input.cascade ? madeBy(keys, target) : [];
    const ended = [target, ...made].filter((key) => key.deletedAt === null);
    const changed = ended.filter((key) => key[column] === null || reasonOf(key, input.reason) !== key.reason);
    return {
      codes: [],
      affectedCount: changed.length,
      apply: () => {
        for (const key of changed) endKey(key, column, input.reason, now);
      },
    };
  };

export function endKey(
  key: KeyModel,
  column: 'disabledAt' | 'deletedAt',
  reason: string | undefined,
  now: number,
): void {
  Object.assign(key, { reason: reasonOf(key, reason), [column]: key[column] ?? now, version: key.version + 1 });
}

/** That a key is compromised stays, whatever is said later. */
function reasonOf({ reason: before }: KeyModel, reason: string | undefined): string {
  return before === 'COMPROMISED' ? before : (reason ?? before ?? 'UNSPECIFIED');
}

function madeBy(keys: readonly KeyModel[], { id }: KeyModel): KeyModel[] {
  const made = keys.filter(({ makerId }) => makerId === id);
  return made.flatMap((key) => [key, ...madeBy(keys, key)]);
}

const enable: Verb = ({ policy, now }, caller, target, input) => {
  if (target.deletedAt !== null || !manages(caller, target)) return refusal('NOT_FOUND');
  const conflict = conflictOf(target, input);
  if (conflict) return conflict;
  if (target.disabledAt === null) return { codes: [], affectedCount: 0, apply: () => undefined };
  const copy = { ...copyOf(target), disabledAt: null, reason: null };
  if (input.replaceSecret) leaveCurrent(copy, now);
  if (copy.expiresAt <= now) return refusal('NOT_ACTIVE');
  if (target.reason === 'COMPROMISED' && !input.replaceSecret) return refusal('NOT_ACTIVE');
  const excess = returnCodes(caller, copy, copy.expiresAt);
  if (excess.length > 0) return refusal(...excess);
  if (input.replaceSecret) {
    addSecret(copy, 0, copy.expiresAt, false, now);
    complete(copy, 0, now);
  }
  const against = violations(policy, copy, now);
  if (against.length > 0) return refusal(...against);
  return { ...accepted(target, copy), affectedCount: 1 };
};

const restore: Verb = ({ policy, now, process }, caller, target, input) => {
  if (!manages(caller, target)) return refusal('NOT_FOUND');
  const conflict = conflictOf(target, input);
  if (conflict) return conflict;
  if (target.deletedAt === null) return { codes: [], affectedCount: 0, apply: () => undefined };
  const copy = { ...copyOf(target), deletedAt: null, reason: target.disabledAt === null ? null : target.reason };
  leaveCurrent(copy, target.deletedAt);
  const isGone = target.processId !== null && process.isDeleted;
  const isOver = copy.expiresAt <= now || now - target.deletedAt >= RESTORABLE_MS;
  if (target.reason === 'COMPROMISED' || isGone || isOver) return refusal('NOT_ACTIVE');
  const excess = returnCodes(caller, copy, copy.expiresAt);
  const against = excess.length > 0 ? excess : violations(policy, copy, now);
  if (against.length > 0) return refusal(...against);
  return { ...accepted(target, copy), affectedCount: 1 };
};

function leaveCurrent(key: KeyModel, at: number): void {
  cancel(key, at);
  retire(key, at);
}

/** The change is made, and counted. A secret that it makes is in the answer alone. */
function accepted(target: KeyModel, copy: KeyModel): Expected {
  const hasSecret = copy.secrets.length > target.secrets.length;
  const apply = (secret: ShownSecret | null): void => {
    if (hasSecret) named(copy, secret);
    settle(target, { ...copy, version: target.version + 1 });
  };
  return { codes: [], hasSecret, apply };
}

/** Every change of a key by a caller, by the name of its mutation. */
export const VERBS = {
  rotateApiKey: rotate,
  finishRotation: finish,
  cancelRotation: cancelVerb,
  updateApiKey: narrow,
  disableApiKey: endBy('disabledAt'),
  deleteApiKey: endBy('deletedAt'),
  enableApiKey: enable,
  restoreApiKey: restore,
} as const;

/** What `createApiKey` should answer. Shape: the codes of its refusals. */
export function creationCodes(
  { policy, process, now }: Scene,
  caller: CallerModel | null,
  made: KeyModel,
): readonly string[] {
  if (caller === null) return ['UNAUTHENTICATED'];
  if (!caller.scopes.has(KM) && !caller.scopes.has(PKM)) return ['FORBIDDEN'];
  const mayOwn = made.processId === null ? caller.scopes.has(KM) && !caller.key?.processId : true;
  const isLawful = made.scopes.every((scope) => caller.scopes.has(scope) && !(scope === KM && made.processId !== null));
  const codes = [
    ...(mayOwn && isLawful ? [] : ['SCOPE_NOT_GRANTABLE']),
    ...(made.expiresAt > caller.expiresAt ? ['EXPIRES_TOO_LATE'] : []),
    ...violations(policy, made, now),
  ];
  if (codes.length > 0) return [...new Set(codes)].sort();
  return made.processId !== null && process.isDeleted ? ['NOT_FOUND'] : [];
}
