import { Field, ID, ObjectType } from 'type-graphql';
import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { connectionOf } from '../lists/connectionOf';
import { Role } from '../members/Member';
import { Organization } from '../organizations/Organization';
import { DateTime } from '../scalars/DateTime';

@ObjectType({
  simpleResolvers: true,
  description: 'An invitation that was not accepted yet. The holder of its token may become a member, once.',
})
@Entity('invitation')
@Index('invitation_organization_email', ['organizationId', 'email'], { unique: true })
export class Invitation {
  @Field(() => ID, { description: 'Lasts as long as the invitation.' })
  @PrimaryColumn('varchar', { length: 32 })
  id!: string;

  @Column('varchar', { length: 32 })
  organizationId!: string;

  @ManyToOne(() => Organization)
  @JoinColumn({ name: 'organizationId', foreignKeyConstraintName: 'invitation_organization' })
  organization?: Relation<Organization>;

  @Field({ description: 'The address that the person will sign in with.' })
  @Column('varchar', { length: 254 })
  email!: string;

  @Field(() => Role, { description: 'What the person will be able to do.' })
  @Column('varchar', { length: 8 })
  role!: Role;

  /** Shape: SHA-256 of the token, in hex. */
  @Index('invitation_token_digest', { unique: true })
  @Column('varchar', { length: 64 })
  tokenDigest!: string;

  /** When its link was put into a letter, and shown to nobody: its holder reads that mailbox. Null where it was shown. */
  @Column('bigint', { nullable: true })
  mailedAt!: number | null;

  /** Of the key, or of the membership, that invites: the invitation ends with it. */
  @Index('invitation_created_by_id')
  @Column('varchar', { length: 32 })
  createdById!: string;

  @Field({ description: 'The name of the key or person that invites, as it was then.' })
  @Column('varchar', { length: 200 })
  createdBy!: string;

  @Field(() => DateTime, { description: 'When it was made.' })
  @Column('bigint')
  createdAt!: number;

  @Field(() => DateTime, { description: 'From this instant on it can no longer be accepted.' })
  @Column('bigint')
  expiresAt!: number;
}

/** A page of invitations. */
export const InvitationConnection = connectionOf(Invitation, 'Invitation', 'CREATED_AT_DESC');
