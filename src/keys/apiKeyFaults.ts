import type { Caller } from '../access/Caller';
import { elsewhere, type Fault } from '../access/Fault';
import type { PolicyTerms } from '../access/PolicyTerms';
import type { ScopeCatalogue } from '../access/ScopeName';
import { callerLaw, subsetLaw } from '../access/subsetLaw';
import { UserErrorCode } from '../errors';
import { toUserError, UserError } from '../events/UserError';
import { cleanName, NAME_RULE } from '../names';
import type { ApiKey } from './ApiKey';
import type { CreateApiKeyInput, UpdateApiKeyInput } from './inputs';
import { isRequestId } from './KeyRequest';
import { noteFaults } from './keyNote';
import { scopesColumn } from './scopesColumn';

/** Why a key may not be made as asked; `scopes` are those asked for, with "all" written out. Empty: it may. */
export function creationFaults(
  caller: Caller,
  input: CreateApiKeyInput,
  scopes: readonly string[],
  catalogue: ScopeCatalogue,
  terms: PolicyTerms,
  now: number,
): UserError[] {
  const isChosenOnce = (input.scopes != null) !== (input.allScopes === true);
  const choice = isChosenOnce ? [] : [invalidScopes('Give either scopes or allScopes: true.')];
  const count = isChosenOnce ? countFaults(scopes, catalogue) : [];
  // A list of the wrong length is refused whole: its words are not looked at one by one.
  const grant = {
    scopes: count.length > 0 ? [] : scopes,
    processId: input.processId ?? null,
    expiresAt: input.expiresAt,
    note: input.note,
    isForAll: input.allScopes === true,
  };
  const excess = subsetLaw(caller, grant, catalogue, terms, now);
  const isOwnerRefused = excess.some(({ path }) => path.length === 0);
  // Who may not make such a key at all may grant it nothing either: one reason is enough.
  const counted = input.allScopes && isOwnerRefused ? [] : count;
  const faults = [...nameFaults(input.name), ...choice, ...counted, ...excess.map(toUserError)];
  return [...faults, ...noteFaults(input.note), ...requestIdFaults(input.requestId)];
}

/**
 * Why a key may not be changed as asked: the law, and that a key is never widened. Empty: it may.
 * @param againstPolicy what the policy has against the key as it would be
 */
export function updateFaults(
  caller: Caller,
  input: UpdateApiKeyInput,
  apiKey: ApiKey,
  catalogue: ScopeCatalogue,
  againstPolicy: readonly Fault[],
  now: number,
): UserError[] {
  const count = input.scopes == null ? [] : countFaults(input.scopes, catalogue);
  const scopes = count.length > 0 ? [] : (input.scopes ?? []);
  const expiresAt = input.expiresAt ?? apiKey.expiresAt;
  const grant = { scopes, processId: apiKey.processId, expiresAt };
  // Of the law only what the input says anew: a key may keep an end that its changer does not reach.
  const excess = callerLaw(caller, grant, catalogue, now).filter(
    ({ path }) => path[0] !== 'expiresAt' || input.expiresAt != null,
  );
  const faults = [...excess, ...elsewhere(excess, wideningOf(apiKey, scopes, expiresAt))];
  return [
    ...(input.name == null ? [] : nameFaults(input.name)),
    ...noteFaults(input.note),
    ...count,
    ...[...faults, ...elsewhere(faults, againstPolicy)].map(toUserError),
  ];
}

function wideningOf(apiKey: ApiKey, scopes: readonly string[], expiresAt: number): Fault[] {
  const held = new Set(scopesColumn.read(apiKey.scopesText));
  const wider = scopes.flatMap((scope, index): Fault[] => {
    if (held.has(scope)) return [];
    const message = `The key does not hold ${scope}, and a key is never widened.`;
    return [{ code: UserErrorCode.SCOPE_NOT_GRANTABLE, message, path: ['scopes', String(index)] }];
  });
  if (expiresAt <= apiKey.expiresAt) return wider;
  const message = 'The end of a key can be brought forward only.';
  return [...wider, { code: UserErrorCode.EXPIRES_TOO_LATE, message, path: ['expiresAt'] }];
}

function nameFaults(name: string): UserError[] {
  return cleanName(name) === null ? [new UserError(UserErrorCode.INVALID, NAME_RULE, ['name'])] : [];
}

function requestIdFaults(requestId: string | null | undefined): UserError[] {
  if (requestId == null || isRequestId(requestId)) return [];
  const message = 'A requestId is a UUID that is made anew for each key, e.g. by crypto.randomUUID().';
  return [new UserError(UserErrorCode.INVALID, message, ['requestId'])];
}

function countFaults(scopes: readonly string[], catalogue: ScopeCatalogue): UserError[] {
  if (scopes.length === 0) return [invalidScopes('A key needs at least one scope that the caller may grant.')];
  if (scopes.length <= catalogue.length) return [];
  return [invalidScopes(`There are ${catalogue.length} scopes; these are more.`)];
}

function invalidScopes(message: string): UserError {
  return new UserError(UserErrorCode.INVALID, message, ['scopes']);
}
