import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What is sent. */
export type ParcelKind = 'MAIL';

/** Something that is to be sent, put there by the transaction that it tells of. Source: decision 045. */
@Entity('outbox_parcel')
export class Parcel {
  /** The same for every try: of a letter, a part of its `Message-ID`. */
  @PrimaryColumn('varchar', { length: 32 })
  id!: string;

  @Column('varchar', { length: 8 })
  kind!: ParcelKind;

  /** What it belongs to, and ends with: of a letter that invites, the invitation. */
  @Index('outbox_parcel_destination_id')
  @Column('varchar', { length: 32 })
  destinationId!: string;

  /** What is sent, sealed, since it may hold a secret. Null once nothing is sent any more. */
  @Column('text', { nullable: true })
  sealedContent!: string | null;

  @Column('bigint')
  createdAt!: number;

  /** When it is tried next. */
  @Index('outbox_parcel_due_at')
  @Column('bigint')
  dueAt!: number;

  /** From then on it is given up. */
  @Column('bigint')
  endsAt!: number;

  /** How often it was tried in vain. */
  @Column('integer')
  tries!: number;

  /** Until then a process is sending it; null where none is. */
  @Column('bigint', { nullable: true })
  takenUntil!: number | null;

  /** Why the last try failed. Never a part of what is sent. */
  @Column('varchar', { length: 200, nullable: true })
  failure!: string | null;

  @Column('bigint', { nullable: true })
  givenUpAt!: number | null;
}
