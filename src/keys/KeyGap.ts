import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { DAY_MS } from '../clock';

/** Gaps of use that are shorter are not written down. Units: milliseconds. */
export const SHORTEST_GAP_MS = 30 * 60_000;
/** For how many days gaps are kept. */
export const GAP_DAYS = 31;

/** The longest time of a day for which a secret of a key was not used. Units: milliseconds. Source: decision 087. */
@Entity('api_key_gap')
export class KeyGap {
  @PrimaryColumn('varchar', { length: 32, primaryKeyConstraintName: 'api_key_gap_pk' })
  apiKeyId!: string;

  /** Of the secret. */
  @PrimaryColumn('int', { primaryKeyConstraintName: 'api_key_gap_pk' })
  number!: number;

  /** The day, in UTC, on which the gap ended. Units: epoch milliseconds of its beginning. */
  @Index('api_key_gap_day')
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'api_key_gap_pk' })
  day!: number;

  @Column('bigint')
  gapMs!: number;
}

/** The beginning of the day of an instant, in UTC. Units: epoch milliseconds. */
export function dayOf(at: number): number {
  return at - (at % DAY_MS);
}
