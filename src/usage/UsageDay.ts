import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { UsageCounts } from './UsageCounts';

/** How often a secret of a key was used for an operation on a day whose hours are no longer kept. Rows are kept for 400 days. */
@Entity('usage_day')
@Index('usage_day_organization', ['organizationId', 'dayAt'])
@Index('usage_day_day_at', ['dayAt'])
export class UsageDay extends UsageCounts {
  @PrimaryColumn('varchar', { length: 32, primaryKeyConstraintName: 'usage_day_pk' })
  apiKeyId!: string;

  /** Units: epoch milliseconds of its beginning, in UTC. */
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'usage_day_pk' })
  dayAt!: number;

  /** Of the secret that came, or that the token was made with. */
  @PrimaryColumn('int', { primaryKeyConstraintName: 'usage_day_pk' })
  secretNumber!: number;

  @PrimaryColumn('varchar', { length: 32, primaryKeyConstraintName: 'usage_day_pk' })
  operationId!: string;

  @Column('varchar', { length: 32 })
  organizationId!: string;
}
