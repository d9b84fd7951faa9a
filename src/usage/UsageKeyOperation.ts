import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** An operation that has rows of its own for a key: at most `MAX_OPERATIONS` of them. The other operations of the key share one. */
@Entity('usage_key_operation')
export class UsageKeyOperation {
  @PrimaryColumn('varchar', { length: 32, primaryKeyConstraintName: 'usage_key_operation_pk' })
  apiKeyId!: string;

  @PrimaryColumn('varchar', { length: 32, primaryKeyConstraintName: 'usage_key_operation_pk' })
  operationId!: string;

  /** Units: epoch milliseconds. It may lag by a day. */
  @Index('usage_key_operation_last_used_at')
  @Column('bigint')
  lastUsedAt!: number;
}
