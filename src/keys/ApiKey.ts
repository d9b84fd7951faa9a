import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { connectionOf } from '../lists/connectionOf';
import { Organization } from '../organizations/Organization';
import { Process } from '../processes/Process';
import { DateTime } from '../scalars/DateTime';
import { ApiKeyEndReason } from './ApiKeyEndReason';
import { ApiKeyIndexes } from './ApiKeyIndexes';

/** The condition of a key that is or will be blocked, and of which no event has said so. */
export const IS_UNTOLD_BLOCK =
  '"blockedFrom" IS NOT NULL AND ("blockedToldAt" IS NULL OR "blockedToldAt" < "blockedFrom")';

/** Shape: instants are epoch milliseconds; `scopesText` is how the row holds the scopes. */
@Directive('@key(fields: "id")')
@ObjectType({
  simpleResolvers: true,
  description: 'A credential, `user:pass`, owned by an organization or by one process of it.',
})
@Entity('api_key')
@Index('api_key_user', ['user'], { unique: true })
@Index('api_key_pepper_version', ['pepperVersion', 'expiresAt'], {
  where: '"deletedAt" IS NULL AND "disabledAt" IS NULL',
})
@Index('api_key_creation_span', { synchronize: false })
@Index('api_key_retiring', ['otherUntil'], { where: `"otherState" = 'RETIRING'` })
@Index('api_key_untold_block', ['blockedFrom'], { where: IS_UNTOLD_BLOCK })
@Index('api_key_named_tombstone', ['deletedAt'], { where: `"deletedAt" IS NOT NULL AND "name" <> ''` })
@ApiKeyIndexes()
export class ApiKey {
  @Field(() => ID, { description: 'Lasts as long as the key, and after it for the record.' })
  @PrimaryColumn('varchar', { length: 32 })
  id!: string;

  @Column('varchar', { length: 32 })
  organizationId!: string;

  @ManyToOne(() => Organization)
  @JoinColumn({ name: 'organizationId', foreignKeyConstraintName: 'api_key_organization' })
  ownerOrganization?: Relation<Organization>;

  @Column('varchar', { length: 32, nullable: true })
  processId!: string | null;

  @ManyToOne(() => Process)
  @JoinColumn({ name: 'processId', foreignKeyConstraintName: 'api_key_process' })
  ownerProcess?: Relation<Process>;

  @Field({ description: 'What people call it; empty 30 days after it was deleted.' })
  @Column('text')
  name!: string;

  /** The name, folded for sorting and searching. Source: decision 058. */
  @Column({ type: 'text', collation: 'BINARY' })
  sortName!: string;

  @Field({ description: 'The public half of the value, by which a key can be recognised.' })
  @Column('varchar', { length: 20 })
  user!: string;

  /** The secret half, digested. Source: decision 004. */
  @Column('varchar', { length: 64 })
  passDigest!: string;

  @Column('varchar', { length: 8 })
  pepperVersion!: string;

  /** Shape: a space before and after each name. */
  @Column('text', { name: 'scopes' })
  scopesText!: string;

  @Field(() => DateTime, { description: 'From this instant on it no longer works.' })
  @Column('bigint')
  expiresAt!: number;

  @Field(() => DateTime, { description: 'When it was created.' })
  @Column('bigint')
  createdAt!: number;

  @Field(() => String, {
    nullable: true,
    description: 'The name of the key or person that created it, as it was then.',
  })
  @Column('varchar', { length: 200, nullable: true })
  createdBy!: string | null;

  /** The key, or the membership, that made it; null for the operator, and where an earlier version made it. */
  @Index('api_key_created_by_id')
  @Column('varchar', { length: 32, nullable: true })
  createdById!: string | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was last used, to the minute; null if never.' })
  @Column('bigint', { nullable: true })
  lastUsedAt!: number | null;

  @Column('bigint', { nullable: true })
  firstUsedAt!: number | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was disabled; null while it is not.' })
  @Column('bigint', { nullable: true })
  disabledAt!: number | null;

  /** Once set the row is a tombstone. */
  @Field(() => DateTime, {
    nullable: true,
    description: 'When it was deleted; null while it is not. It can be restored for 30 days.',
  })
  @Column('bigint', { nullable: true })
  deletedAt!: number | null;

  @Field(() => ApiKeyEndReason, {
    nullable: true,
    description: 'Why it was disabled or deleted; null while it is neither, and where an earlier version ended it.',
  })
  @Column('varchar', { length: 24, nullable: true })
  endReason!: ApiKeyEndReason | null;

  @Field(() => String, { nullable: true, description: 'A note on its end, for people.' })
  @Column('text', { nullable: true })
  endNote!: string | null;

  @Field(() => String, { nullable: true, description: 'What people should know of it.' })
  @Column('text', { nullable: true })
  note!: string | null;

  @Field(() => Int, { description: 'Counts the changes by callers, from 1; use is no change.' })
  @Column('int', { default: 1 })
  version!: number;

  /** Of the secret in `passDigest`, which is the current one. Source: decision 085. */
  @Column('int', { default: 1 })
  secretNumber!: number;

  /** When the current secret ends, where that is not with the key. */
  @Column('bigint', { nullable: true })
  secretUntil!: number | null;

  /** When the newest secret was made; null of a key that has its first. */
  @Column('bigint', { nullable: true })
  newestSecretAt!: number | null;

  /** The other secret that works, during a rotation. Null: there is none. */
  @Column('varchar', { length: 64, nullable: true })
  otherDigest!: string | null;

  @Column('varchar', { length: 8, nullable: true })
  otherPepperVersion!: string | null;

  @Column('int', { nullable: true })
  otherNumber!: number | null;

  @Column('varchar', { length: 8, nullable: true })
  otherState!: 'PENDING' | 'RETIRING' | null;

  @Column('bigint', { nullable: true })
  otherUntil!: number | null;

  /** From when on the key breaks its organization's policy by what it is. */
  @Column('bigint', { nullable: true })
  violatesFrom!: number | null;

  /** For how long it may go unused, and from when on it is blocked for that if it was never used. */
  @Column('bigint', { nullable: true })
  idleLimitMs!: number | null;

  @Column('bigint', { nullable: true })
  idleFrom!: number | null;

  /** From when on it is blocked, for what it is or for want of use. Null: never. */
  @Column('bigint', { nullable: true })
  blockedFrom!: number | null;

  /** When an event last said that it is blocked. Source: decision 093. */
  @Column('bigint', { nullable: true })
  blockedToldAt!: number | null;
}

/** A page of API keys. */
export const ApiKeyConnection = connectionOf(ApiKey, 'ApiKey', 'CREATED_AT_DESC');
