import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An access token that its key ended before its time. Shape: `id` is its `jti`; the row may go when the token has expired. */
@Entity('revoked_token')
export class RevokedToken {
  @PrimaryColumn('varchar', { length: 32 })
  id!: string;

  @Column('bigint')
  expiresAt!: number;
}
