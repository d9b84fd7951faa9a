import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A person with a Workspace login. Never the same as an API key. */
@Entity('user')
export class User {
  @PrimaryColumn('varchar', { length: 32 })
  id!: string;

  /** Shape: lower case; the login's name. */
  @Index('user_email', { unique: true })
  @Column('varchar', { length: 254 })
  email!: string;

  @Column('text')
  name!: string;

  /** The name, folded for sorting. Source: decision 058. */
  @Column({ type: 'text', collation: 'BINARY' })
  sortName!: string;

  /** Shape: bcrypt, cost 12. Source: decision 004. */
  @Column('varchar', { length: 60 })
  passwordHash!: string;

  /** Since when the address is known to be the person's; null where nobody knows. Source: decision 079. */
  @Column('bigint', { nullable: true })
  emailProvedAt!: number | null;

  /** Failures to sign in since the last success, from all networks. Source: decision 080. */
  @Column('integer', { default: 0 })
  failedSignInCount!: number;

  @Column('bigint')
  createdAt!: number;
}
