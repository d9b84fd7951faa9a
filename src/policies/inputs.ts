import { Field, InputType, Int, ObjectType } from 'type-graphql';
import { KeyPolicyRule } from '../access/KeyPolicyRule';
import { MAX_API_KEY_DAYS } from '../access/PolicyTerms';
import { ReuseReaction } from '../access/ReuseReaction';
import type { ScopeName } from '../access/ScopeName';
import { UserError } from '../events/UserError';
import { DateTime } from '../scalars/DateTime';
import { ScopeNameScalar } from '../scalars/ScopeNameScalar';
import { KeyPolicy } from './KeyPolicy';

/** Units: the most keys that a policy may speak of, thresholds of notices, and days before the end of a key. */
export const MAX_KEYS_PER_OWNER = 1_000_000;
export const MAX_NOTICES = 10;

@InputType({ description: 'A key policy; what is left out stays as it is, and null sets it back.' })
export class KeyPolicyInput {
  @Field(() => Int, { nullable: true, description: `For how many days a key may last: 1 to ${MAX_API_KEY_DAYS}.` })
  maxLifetimeDays?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The lifetime of a new key that clients should propose, in days: not more than `maxLifetimeDays`.',
  })
  defaultLifetimeDays?: number | null;

  @Field(() => [ScopeNameScalar], {
    nullable: true,
    description: 'The scopes that keys may hold: one at least. Null: all.',
  })
  grantableScopes?: ScopeName[] | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether a key may hold every scope that its kind can hold, written out or not.',
  })
  allowsAllScopes?: boolean | null;

  @Field(() => Int, {
    nullable: true,
    description: `How many keys the organization, and each of its processes, may have: 1 to ${MAX_KEYS_PER_OWNER}. Null: no limit of its own.`,
  })
  maxKeysPerOwner?: number | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether each key needs a note.' })
  requiresNote?: boolean | null;

  @Field(() => Int, {
    nullable: true,
    description: `For how many days a key may go unused: 1 to ${MAX_API_KEY_DAYS}. Null: for ever.`,
  })
  disableUnusedAfterDays?: number | null;

  @Field(() => [Int], {
    nullable: true,
    description: `How many days before the end of a key people are notified: ${MAX_NOTICES} numbers at most, each 0 to ${MAX_API_KEY_DAYS}.`,
  })
  noticeDays?: number[] | null;

  @Field(() => ReuseReaction, {
    nullable: true,
    description: 'What follows when a secret is presented after its end.',
  })
  onSecretReuse?: ReuseReaction | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'From when on keys that do not comply are blocked. Null: existing keys are left alone.',
  })
  enforcedFrom?: number | null;
}

@InputType({ description: 'How the key policy should be changed; what is left out stays, and null sets it back.' })
export class UpdateKeyPolicyInput extends KeyPolicyInput {
  @Field(() => Int, {
    nullable: true,
    description: 'The version that the change assumes: `CONFLICT` if the policy is at another. If left out, any.',
  })
  version?: number | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: "True: also where it would block the caller's own key.",
  })
  force?: boolean | null;
}

@ObjectType({ description: 'What came of `updateKeyPolicy`.' })
export class UpdateKeyPolicyPayload {
  @Field(() => KeyPolicy, {
    nullable: true,
    description: 'The policy as it is now, on a `CONFLICT` too; null when refused otherwise.',
  })
  keyPolicy!: KeyPolicy | null;

  @Field(() => [UserError], { description: 'Why nothing was done; empty on success.' })
  userErrors!: UserError[];
}

/** What a policy has against a key. */
@ObjectType({ simpleResolvers: true, description: 'A key that would not comply with a key policy.' })
export class AffectedApiKey {
  id!: string;

  @Field(() => [KeyPolicyRule], { description: 'The rules that it breaks.' })
  violations!: KeyPolicyRule[];

  @Field(() => DateTime, { nullable: true, description: 'When it was last used, to the minute; null if never.' })
  lastUsedAt!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How many requests it made in the last 7 days.',
  })
  requestsLast7Days!: number;
}

@ObjectType({ simpleResolvers: true, description: 'What a key policy would do to the existing keys.' })
export class KeyPolicyImpact {
  @Field(() => Int, {
    description: 'How many keys would not comply, of those that are neither deleted nor expired.',
  })
  affectedCount!: number;

  @Field(() => [AffectedApiKey], {
    description: 'The first of them: those with the most requests of the last 7 days, then those used last.',
  })
  keys!: AffectedApiKey[];
}
