import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** How far a journal was read into the database. Source: decision 115. */
@Entity('usage_journal')
export class UsageJournal {
  /** Shape: the id that its file begins with. */
  @PrimaryColumn('varchar', { length: 32 })
  id!: string;

  /** Units: bytes of lines that were read and are over: the next line begins there. */
  @Column('bigint')
  byteCount!: number;

  /** What of the line that begins there was counted already. Shape: its text, or an empty one. */
  @Column('text')
  counted!: string;

  /** Units: epoch milliseconds. */
  @Index('usage_journal_read_at')
  @Column('bigint')
  readAt!: number;
}
