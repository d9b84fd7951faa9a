import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Membership } from '../members/Membership';
import { User } from '../members/User';

/** A person who is signed in, in one of the person's organizations at a time. */
@Entity('session')
export class Session {
  @PrimaryColumn('varchar', { length: 32 })
  id!: string;

  /** Shape: SHA-256 of the token, in hex: 256 random bits need no slower digest. Source: decision 039. */
  @Index('session_token_digest', { unique: true })
  @Column('varchar', { length: 64 })
  tokenDigest!: string;

  @Index('session_user_id')
  @Column('varchar', { length: 32 })
  userId!: string;

  @ManyToOne(() => User)
  @JoinColumn({ name: 'userId', foreignKeyConstraintName: 'session_user' })
  user?: Relation<User>;

  @Index('session_membership_id')
  @Column('varchar', { length: 32 })
  membershipId!: string;

  @ManyToOne(() => Membership)
  @JoinColumn({ name: 'membershipId', foreignKeyConstraintName: 'session_membership' })
  membership?: Relation<Membership>;

  @Index('session_created_at')
  @Column('bigint')
  createdAt!: number;

  /** To the minute. */
  @Column('bigint')
  lastSeenAt!: number;
}
