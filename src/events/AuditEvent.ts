import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { EventTargetType } from './catalogue';
import type { ActorKind, EventOutcome } from './Happened';

/** The longest texts of a row that come from outside. Units: characters. */
export const AUDIT_LENGTHS = { actorName: 200, address: 64, requestId: 64 } as const;

/** One row of the audit log: who did what to what, how it ended, when and from where. Never a secret. */
@Entity('audit_event')
@Index('audit_event_organization_at', ['organizationId', 'at'])
export class AuditEvent {
  @PrimaryColumn('varchar', { length: 32 })
  id!: string;

  /** Null for what concerns the server as a whole, or an organization that nobody named. */
  @Column('varchar', { length: 32, nullable: true })
  organizationId!: string | null;

  @Column('bigint')
  at!: number;

  @Column('varchar', { length: 16 })
  actorKind!: ActorKind;

  @Column('varchar', { length: 32, nullable: true })
  actorId!: string | null;

  @Column('varchar', { length: AUDIT_LENGTHS.actorName })
  actorName!: string;

  /** Shape: a name of the catalogue. Rows of earlier versions keep the names of their time. */
  @Column('varchar', { length: 64 })
  type!: string;

  @Column('varchar', { length: 16, nullable: true })
  targetType!: EventTargetType | null;

  @Column('varchar', { length: 32, nullable: true })
  targetId!: string | null;

  /** What the target was called then. */
  @Column('text', { nullable: true })
  targetName!: string | null;

  @Column('varchar', { length: 16 })
  outcome!: EventOutcome;

  /** Shape: the codes of the user errors with commas, empty on success. */
  @Column('varchar', { length: 200 })
  codes!: string;

  /** Shape: JSON, a list of `{ field, before, after }`. */
  @Column('text')
  changes!: string;

  /** Shape: `several` where equal events of several networks are one row. */
  @Column('varchar', { length: AUDIT_LENGTHS.address })
  address!: string;

  @Column('varchar', { length: AUDIT_LENGTHS.requestId })
  requestId!: string;

  /** How many equal events the row stands for. */
  @Column('integer', { default: 1 })
  count!: number;

  /** When the first of several was; `at` is the last. Null where there is one. */
  @Column('bigint', { nullable: true })
  firstAt!: number | null;
}
