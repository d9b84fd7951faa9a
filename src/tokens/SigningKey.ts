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

  /** From this instant on the key does not hold, nor does what it signed. Null while it signs. */
  @Column('bigint', { nullable: true })
  endsAt!: number | null;
}
