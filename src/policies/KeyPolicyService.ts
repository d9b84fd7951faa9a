import type { Caller } from '../access/Caller';
import type { Fault } from '../access/Fault';
import type { KeyPolicyRule } from '../access/KeyPolicyRule';
import { policyLaw, violationsOf } from '../access/policyLaw';
import type { ScopeCatalogue } from '../access/ScopeName';
import type { Clock } from '../clock';
import { badInput, UserErrorCode } from '../errors';
import { type Changes, type Mutated, type Outcome, refused } from '../events/Changes';
import type { EventTarget } from '../events/Happened';
import { toUserError, UserError } from '../events/UserError';
import type { ApiKey } from '../keys/ApiKey';
import { judgedKeyOf } from '../keys/judgeKey';
import { readTerms } from '../keys/readTerms';
import { pageSizeOf } from '../lists/pageSizeOf';
import { instantText } from '../scalars/DateTime';
import { batched } from '../storage/batched';
import type { RunSql, Storage } from '../storage/Storage';
import { impactOf } from './impactOf';
import type { KeyPolicyImpact, KeyPolicyInput, UpdateKeyPolicyInput } from './inputs';
import type { KeyPolicy } from './KeyPolicy';
import { keyById } from './liveKeys';
import { policyInputFaults } from './policyInputFaults';
import { readPolicy, rowOf, termsOfPolicy, writePolicy } from './policyRows';
import { policyWith } from './policyWith';
import { rejudgeKeys } from './rejudgeKeys';

/** The rules about key policies: each organization has one, which its own callers see and change. */
export class KeyPolicyService {
  /** However many keys are asked about, there is one policy. */
  private readonly termsForKey = batched(async ({ organizationId }: Caller, ids) => {
    const terms = await readTerms(this.storage.sql, organizationId);
    return ids.map(() => terms);
  });

  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    private readonly changes: Changes,
    private readonly catalogue: ScopeCatalogue,
  ) {}

  /** The policy of the caller's organization. */
  own(caller: Caller): Promise<KeyPolicy> {
    return readPolicy(this.storage.sql, caller.organizationId);
  }

  /** The rules of the policy that a key of the caller's organization breaks; none of one that has ended. */
  async violationsOf(caller: Caller, apiKey: ApiKey): Promise<KeyPolicyRule[]> {
    const now = this.clock();
    const terms = await this.termsForKey(caller, apiKey.id);
    if (terms === null || apiKey.deletedAt !== null || apiKey.expiresAt <= now) return [];
    return violationsOf(terms, judgedKeyOf(apiKey), this.catalogue, now);
  }

  /** Changes the policy, and what the rows of all keys say of it, in one transaction. */
  updateKeyPolicy(caller: Caller, input: UpdateKeyPolicyInput): Promise<Mutated<KeyPolicy>> {
    return this.changes.by(caller, 'key_policy.updated', async ({ sql }, also): Promise<Outcome<KeyPolicy>> => {
      const { organizationId } = caller;
      const [before, target] = [await readPolicy(sql, organizationId), await targetOf(sql, organizationId)];
      if (input.version != null && input.version !== before.version) {
        return { ...refused(target, conflictWith(before)), present: before };
      }
      const asked = policyWith(before, input, this.catalogue);
      const faults = policyInputFaults(input, asked, this.catalogue);
      if (faults.length > 0) return refused(target, ...faults.map(toUserError));
      if (isSame(before, asked)) return { unchanged: before };
      const now = this.clock();
      const harm = input.force ? [] : await this.harmToCaller(sql, caller, asked, now);
      if (harm.length > 0) return refused(target, ...harm);
      const result = { ...asked, updatedAt: now, updatedBy: caller.name, version: before.version + 1 };
      await writePolicy(sql, result);
      const events = await rejudgeKeys(this.storage, sql, organizationId, termsOfPolicy(result), this.catalogue, now);
      for (const event of events) also(event);
      return { target, result, before: rowOf(before), after: rowOf(result) };
    });
  }

  /**
   * What a policy would do to the existing keys, if it were the organization's.
   * Errors: `BAD_USER_INPUT` where it cannot be, which names the field.
   */
  async keyPolicyImpact(caller: Caller, input: KeyPolicyInput, first: number | null): Promise<KeyPolicyImpact> {
    const { sql } = this.storage;
    const { organizationId } = caller;
    const policy = policyWith(await readPolicy(sql, organizationId), input, this.catalogue);
    const isAsked = ({ path: [field] }: Fault) => field !== 'defaultLifetimeDays' || input.defaultLifetimeDays != null;
    // What a form proposes harms no key: a default that was left out need not fit yet.
    const fault = policyInputFaults(input, policy, this.catalogue).find(isAsked);
    if (fault) throw badInput(fault.message, ['policy', ...fault.path]);
    return impactOf(sql, organizationId, termsOfPolicy(policy), this.catalogue, this.clock(), pageSizeOf({ first }));
  }

  /** Why a policy would block the key that asks for it, by what that key is: using it is what it does now. */
  private async harmToCaller(sql: RunSql, caller: Caller, policy: KeyPolicy, now: number): Promise<UserError[]> {
    const { enforcedFrom } = policy;
    const key = caller.apiKeyId === null ? null : await keyById(sql, caller.apiKeyId);
    if (key === null || enforcedFrom === null || key.expiresAt <= enforcedFrom) return [];
    const judged = { ...judgedKeyOf(key), lastUsedAt: now };
    const faults = policyLaw(termsOfPolicy(policy), judged, this.catalogue, now);
    const from = enforcedFrom <= now ? 'at once' : `from ${instantText(enforcedFrom)} on`;
    const harm = `The caller's own key would be blocked ${from}; force: true does it all the same.`;
    return faults.slice(0, 1).map(({ message }) => new UserError(UserErrorCode.POLICY, `${harm} ${message}`, []));
  }
}

async function targetOf(sql: RunSql, id: string): Promise<EventTarget> {
  const [row] = await sql<{ name: string }>('SELECT "name" FROM "organization" WHERE "id" = $1', [id]);
  return { id, name: row?.name ?? null };
}

function conflictWith({ version }: KeyPolicy): UserError {
  const message = `The policy is at version ${version}: read it again, then change it.`;
  return new UserError(UserErrorCode.CONFLICT, message, ['version']);
}

function isSame(one: KeyPolicy, other: KeyPolicy): boolean {
  return JSON.stringify(rowOf(one)) === JSON.stringify(rowOf(other));
}
