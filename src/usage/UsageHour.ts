import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { UsageCounts } from './UsageCounts';

/** How often a secret of a key was used for an operation in an hour. Rows are kept for 90 days. */
@Entity('usage_hour')
@Index('usage_hour_organization', ['organizationId', 'hourAt'])
@Index('usage_hour_hour_at', ['hourAt'])
export class UsageHour extends UsageCounts {
  @PrimaryColumn('varchar', { length: 32, primaryKeyConstraintName: 'usage_hour_pk' })
  apiKeyId!: string;

  /** Units: epoch milliseconds of its beginning, in UTC. */
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'usage_hour_pk' })
  hourAt!: number;

  /** Of the secret that came, or that the token was made with. */
  @PrimaryColumn('int', { primaryKeyConstraintName: 'usage_hour_pk' })
  secretNumber!: number;

  @PrimaryColumn('varchar', { length: 32, primaryKeyConstraintName: 'usage_hour_pk' })
  operationId!: string;

  @Column('varchar', { length: 32 })
  organizationId!: string;
}
