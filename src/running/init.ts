import type { Caller } from '../access/Caller';
import type { ScopeCatalogue } from '../access/ScopeName';
import { scopesOfRole } from '../access/scopesOfRole';
import { type Clock, DAY_MS } from '../clock';
import { StartError } from '../errors';
import { NOTHING_TO_DO } from '../events/Changes';
import { newId } from '../id';
import { formatKeyValue } from '../keys/keyValue';
import { Membership } from '../members/Membership';
import { cleanEmail, cleanName, EMAIL_RULE, NAME_RULE } from '../names';
import { Organization } from '../organizations/Organization';
import { generatePassword, passwordFault } from '../sessions/passwords';
import type { RunSql, Storage, Transaction } from '../storage/Storage';
import type { Services } from './compose';
import { firstAdmin, type TakenOver } from './firstAdmin';
import { untilAnswered } from './untilAnswered';

/** Units: days that the first key of an organization lasts. */
const FIRST_KEY_DAYS = 90;

/** What is asked for. `password` null: one is generated. */
export interface InitRequest {
  readonly organization: string;
  readonly email: string;
  readonly name: string | null;
  readonly password: string | null;
}

/**
 * What was made. Shape: that of `latchkey init --json`; `password` only where it was generated, `takenOver` where the address
 * was that of an account that anybody may have made.
 */
export interface InitResult {
  readonly organization: { readonly id: string; readonly name: string };
  readonly user: {
    readonly id: string;
    readonly email: string;
    readonly password?: string;
    readonly takenOver?: TakenOver;
  };
  readonly apiKey: { readonly id: string; readonly value: string; readonly expiresAt: string };
}

/** The operator at the command line: it may do everything in the organization that it names. */
export function operatorOf(organizationId: string, catalogue: ScopeCatalogue, now: number): Caller {
  return {
    kind: 'OPERATOR',
    id: null,
    name: 'operator',
    organizationId,
    processId: null,
    scopes: scopesOfRole('ADMIN', catalogue),
    expiresAt: null,
    apiKeyId: null,
    address: 'command line',
    requestId: newId(now),
  };
}

/** What an organization is made with. */
export interface InitSurroundings {
  readonly storage: Storage;
  readonly services: Services;
  readonly clock: Clock;
  readonly catalogue: ScopeCatalogue;
}

/**
 * Makes an organization, its first admin and its first key, all or nothing. A person with that e-mail address becomes
 * an admin of the new organization and keeps the password, if something proved the address (decision 079).
 * Errors: a `StartError` that names what is wrong.
 */
export async function initOrganization(parts: InitSurroundings, request: InitRequest): Promise<InitResult> {
  const made = await makeOrganization(parts, request, async () => true);
  if (!made) throw new StartError('No organization was made.');
  return made;
}

/**
 * Makes the first organization, with its admin and its key. Of several processes that start at once, one does it.
 * Shape: null where there is an organization already. Errors: a `StartError` that names what is wrong.
 */
export async function initFirstOrganization(parts: InitSurroundings, request: InitRequest): Promise<InitResult | null> {
  const isEmpty = async ({ sql }: { readonly sql: RunSql }): Promise<boolean> =>
    (await sql('SELECT "id" FROM "organization" LIMIT 1', [])).length === 0;
  // The question alone is asked again: what a lost answer may have made would never be shown.
  if (!(await untilAnswered(() => isEmpty(parts.storage)))) return null;
  return makeOrganization(parts, request, isEmpty);
}

async function makeOrganization(
  { services, clock, catalogue }: InitSurroundings,
  request: InitRequest,
  isWanted: (transaction: Transaction) => Promise<boolean>,
): Promise<InitResult | null> {
  const checked = checkRequest(request);
  const password = request.password ?? generatePassword();
  const passwordHash = await services.digests.hash(password);
  const now = clock();
  const organization: Organization = { id: newId(now), name: checked.organization, createdAt: now, disabledAt: null };
  const operator = operatorOf(organization.id, catalogue, now);
  const { changes, apiKeys } = services;
  const { result, userErrors } = await changes.by<InitResult>(
    operator,
    'organization.created',
    async (transaction, also) => {
      if (!(await isWanted(transaction))) return NOTHING_TO_DO;
      await transaction.manager.insert(Organization, organization);
      const admin = await firstAdmin(transaction, { ...checked, passwordHash }, now, also);
      await transaction.manager.insert(Membership, adminship(admin.id, organization.id, now));
      const expiresAt = now + FIRST_KEY_DAYS * DAY_MS;
      const key = await apiKeys.createWithin(transaction, operator, { name: 'First key', allScopes: true, expiresAt });
      if (!('result' in key)) return key;
      const { apiKey, value } = key.result;
      also({ event: 'api_key.created', target: apiKey, after: key.after });
      const isGenerated = admin.hasNewPassword && request.password === null;
      const { takenOver } = admin;
      const made: InitResult = {
        organization: { id: organization.id, name: organization.name },
        user: { id: admin.id, email: checked.email, ...(isGenerated && { password }), ...(takenOver && { takenOver }) },
        apiKey: { id: apiKey.id, value: formatKeyValue(value), expiresAt: new Date(expiresAt).toISOString() },
      };
      return { target: organization, result: made, after: organization };
    },
  );
  if (userErrors.length > 0) throw new StartError(userErrors.map(({ message }) => message).join(' '));
  return result;
}

function adminship(userId: string, organizationId: string, now: number): Membership {
  return { id: newId(now), userId, organizationId, role: 'ADMIN', createdAt: now };
}

function checkRequest({ organization, email, name, password }: InitRequest) {
  const organizationName = cleanName(organization);
  if (organizationName === null) throw new StartError(`--organization: ${NAME_RULE}`, 2);
  const address = cleanEmail(email);
  if (address === null) throw new StartError(`--email: ${EMAIL_RULE}`, 2);
  const fullName = name === null ? null : cleanName(name);
  if (name !== null && fullName === null) throw new StartError(`--name: ${NAME_RULE}`, 2);
  const fault = password === null ? null : passwordFault(password);
  if (fault !== null) throw new StartError(fault, 2);
  return { organization: organizationName, email: address, name: fullName };
}
