import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * A key pair that access tokens are signed with. The private half is sealed under the master secret.
 * Shape: `id` is the `kid` of tokens; `publicKey` is a JWK as JSON; instants are epoch milliseconds. Source: RFC 7517.
 */
@Entity('signing_key')
export class SigningKey {
  @PrimaryColumn('varchar', { length: 32 })
  id!: string;

  @Column('text')
  publicKey!: string;

  @Column('text')
  sealedPrivateKey!: string;

  /** Which master secret sealed it. Source: decision 014. */
  @Column('varchar', { length: 8 })
  secretVersion!: string;

  @Column('bigint')
  createdAt!: number;

  /** From this instant on the key does not hold, nor does what it signed. Null while it signs; `NEVER` of a next key. */
  @Column('bigint', { nullable: true })
  endsAt!: number | null;

  /** Since when it is published as the next key. Null once it signs. Source: decision 050. */
  @Column('bigint', { nullable: true })
  nextSince!: number | null;
}

/**
 * When a next key ends. A program that knows no next keys takes one for a retired key: publishes it, and never signs with it.
 * Units: epoch milliseconds, the last instant that a `Date` can hold. Source: ECMA-262, section 21.4.1.1.
 */
export const NEVER = 8_640_000_000_000_000;
