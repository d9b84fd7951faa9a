import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * A network from which a key was used on a day. Rows are kept for 90 days. Units: epoch milliseconds.
 * Shape: `network` is a CIDR block, /24 of IPv4 and /48 of IPv6, or `several` for those beyond `MAX_NETWORKS`.
 */
@Entity('usage_network')
export class UsageNetwork {
  @PrimaryColumn('varchar', { length: 32, primaryKeyConstraintName: 'usage_network_pk' })
  apiKeyId!: string;

  /** The beginning of the day, in UTC. */
  @Index('usage_network_day_at')
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'usage_network_pk' })
  dayAt!: number;

  @PrimaryColumn('varchar', { length: 64, primaryKeyConstraintName: 'usage_network_pk' })
  network!: string;

  /** Shape: a JSON list of at most `MAX_USER_AGENTS` texts. */
  @Column('text')
  userAgents!: string;

  @Column('bigint')
  requestCount!: number;

  @Column('bigint')
  firstUsedAt!: number;

  @Column('bigint')
  lastUsedAt!: number;
}
