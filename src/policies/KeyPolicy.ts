import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { KeyPolicyRule } from '../access/KeyPolicyRule';
import { DEFAULT_API_KEY_DAYS, MAX_API_KEY_DAYS } from '../access/PolicyTerms';
import { ReuseReaction } from '../access/ReuseReaction';
import { DateTime } from '../scalars/DateTime';

registerEnumType(ReuseReaction, {
  name: 'ReuseReaction',
  description: 'What follows when a secret is presented after its end.',
  valuesConfig: {
    ALERT: { description: 'An event reports it.' },
    DISABLE: {
      description:
        'The key is disabled, too, if the secret came from a network that never used it and the newer one is in use.',
    },
  },
});

registerEnumType(KeyPolicyRule, {
  name: 'KeyPolicyRule',
  description: 'A rule of a key policy that a key may break.',
  valuesConfig: {
    MAX_LIFETIME: { description: 'It ends more than `maxLifetimeDays` after its newest secret was made.' },
    GRANTABLE_SCOPES: { description: 'It holds a scope that is none of `grantableScopes`.' },
    ALL_SCOPES: { description: 'It holds every scope that its kind can hold, and `allowsAllScopes` is false.' },
    NOTE: { description: 'It has no note, and `requiresNote` is true.' },
    UNUSED: { description: 'Nobody has used it for `disableUnusedAfterDays`.' },
  },
});

/**
 * What an organization asks of its keys. Shape: of columns, scopes and days are lists with a space or a comma between, yes and
 * no are 1 and 0. Source: decision 092.
 */
@ObjectType({
  simpleResolvers: true,
  description:
    'What an organization asks of its API keys. It binds every caller that makes or changes a key. From `enforcedFrom` on, keys that do not comply are blocked until they do.',
})
@Entity('key_policy')
export class KeyPolicy {
  @PrimaryColumn('varchar', { length: 32 })
  organizationId!: string;

  @Field(() => Int, {
    description: `For how many days a key may last, from when its newest secret was made: 1 to ${MAX_API_KEY_DAYS}.`,
  })
  @Column('int')
  maxLifetimeDays!: number;

  @Field(() => Int, { description: 'The lifetime of a new key that clients should propose, in days.' })
  @Column('int')
  defaultLifetimeDays!: number;

  /** Null: all. */
  @Column('text', { name: 'grantableScopes', nullable: true })
  grantableScopesText!: string | null;

  @Column('int', { name: 'allowsAllScopes' })
  allowsAllScopesNumber!: number;

  @Field(() => Int, {
    nullable: true,
    description:
      'How many keys the organization, and each of its processes, may have; deleted and expired ones do not count. Null: no limit of its own.',
  })
  @Column('int', { nullable: true })
  maxKeysPerOwner!: number | null;

  @Column('int', { name: 'requiresNote' })
  requiresNoteNumber!: number;

  @Field(() => Int, {
    nullable: true,
    description: 'For how many days a key may go unused; null: for ever. It is enforced from `enforcedFrom` on.',
  })
  @Column('int', { nullable: true })
  disableUnusedAfterDays!: number | null;

  @Column('text', { name: 'noticeDays' })
  noticeDaysText!: string;

  @Field(() => ReuseReaction, { description: 'What follows when a secret is presented after its end.' })
  @Column('varchar', { length: 7 })
  onSecretReuse!: ReuseReaction;

  @Field(() => DateTime, {
    nullable: true,
    description: 'From when on keys that do not comply are blocked. Null: existing keys are left alone.',
  })
  @Column('bigint', { nullable: true })
  enforcedFrom!: number | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was last changed; null if never.' })
  @Column('bigint')
  updatedAt!: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'The name of the key or person that changed it last, as it was then; null if nobody did.',
  })
  @Column('varchar', { length: 200 })
  updatedBy!: string | null;

  @Field(() => Int, {
    description: 'Counts its changes, from 1 on. `updateKeyPolicy` may name the one that it changes.',
  })
  @Column('int')
  version!: number;
}

/** The policy of an organization that has set none. */
export function defaultPolicyOf(organizationId: string): KeyPolicy {
  return {
    organizationId,
    maxLifetimeDays: MAX_API_KEY_DAYS,
    defaultLifetimeDays: DEFAULT_API_KEY_DAYS,
    grantableScopesText: null,
    allowsAllScopesNumber: 1,
    maxKeysPerOwner: null,
    requiresNoteNumber: 0,
    disableUnusedAfterDays: null,
    noticeDaysText: '30,14,7,1,0',
    onSecretReuse: ReuseReaction.ALERT,
    enforcedFrom: null,
    updatedAt: null,
    updatedBy: null,
    version: 1,
  };
}
