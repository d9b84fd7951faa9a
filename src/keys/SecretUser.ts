import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { DateTime } from '../scalars/DateTime';

/**
 * Who still uses a secret that a rotation replaces. Units: epoch milliseconds.
 * Shape: `id` is SHA-256 in hex, of all but the instant. Source: decision 089.
 */
@ObjectType({ simpleResolvers: true, description: 'Somebody who still uses a secret that is being replaced.' })
@Entity('api_key_secret_user')
@Index('api_key_secret_user_newest', ['apiKeyId', 'secretNumber', 'lastSeenAt'])
export class SecretUser {
  @PrimaryColumn('varchar', { length: 64, primaryKeyConstraintName: 'api_key_secret_user_pk' })
  id!: string;

  @Column('varchar', { length: 32 })
  apiKeyId!: string;

  @Column('int')
  secretNumber!: number;

  @Field({ description: 'The network address that the requests came from.' })
  @Column('varchar', { length: 64 })
  address!: string;

  @Field(() => String, {
    nullable: true,
    description: 'What the client calls itself, the first 200 characters; null where it says nothing.',
  })
  @Column('text', { nullable: true })
  userAgent!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The name of the GraphQL operation, or `verify`, `token` or `introspect` for the endpoints; null for an operation without a name.',
  })
  @Column('text', { nullable: true })
  operation!: string | null;

  @Field(() => DateTime, { description: 'When the last such request came, to the minute.' })
  @Index('api_key_secret_user_last_seen_at')
  @Column('bigint')
  lastSeenAt!: number;
}
