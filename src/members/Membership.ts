import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import type { RoleName } from '../access/ScopeName';
import { Organization } from '../organizations/Organization';
import { User } from './User';

/** Ties a user to an organization, with a role. */
@Entity('membership')
@Index('membership_user_organization', ['userId', 'organizationId'], { unique: true })
@Index('membership_organization_id', ['organizationId'])
export class Membership {
  @PrimaryColumn('varchar', { length: 32 })
  id!: string;

  @Column('varchar', { length: 32 })
  userId!: string;

  @ManyToOne(() => User)
  @JoinColumn({ name: 'userId', foreignKeyConstraintName: 'membership_user' })
  user?: Relation<User>;

  @Column('varchar', { length: 32 })
  organizationId!: string;

  @ManyToOne(() => Organization)
  @JoinColumn({ name: 'organizationId', foreignKeyConstraintName: 'membership_organization' })
  organization?: Relation<Organization>;

  @Column('varchar', { length: 8 })
  role!: RoleName;

  @Column('bigint')
  createdAt!: number;
}
