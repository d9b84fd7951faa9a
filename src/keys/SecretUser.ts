import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * Who still uses a secret that a rotation replaces. Units: epoch milliseconds.
 * Shape: `id` is SHA-256 in hex, of all but the instant. Source: decision 089.
 */
@Entity('api_key_secret_user')
@Index('api_key_secret_user_newest', ['apiKeyId', 'secretNumber', 'lastSeenAt'])
export class SecretUser {
  @PrimaryColumn('varchar', { length: 64, primaryKeyConstraintName: 'api_key_secret_user_pk' })
  id!: string;

  @Column('varchar', { length: 32 })
  apiKeyId!: string;

  @Column('int')
  secretNumber!: number;

  @Column('varchar', { length: 64 })
  address!: string;

  @Column('text', { nullable: true })
  userAgent!: string | null;

  @Column('text', { nullable: true })
  operation!: string | null;

  @Index('api_key_secret_user_last_seen_at')
  @Column('bigint')
  lastSeenAt!: number;
}
