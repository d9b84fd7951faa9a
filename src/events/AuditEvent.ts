import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { EventTargetType } from './catalogue';
import type { ActorKind, EventOutcome } from './Happened';

/** The longest texts of a row that come from outside. Units: characters. */
export const AUDIT_LENGTHS = { actorName: 200, address: 64, requestId: 64, userAgent: 256 } as const;

/** The indexes by which the log of an organization is read. A row enters them when it is sealed. */
const SEALED = { where: '"sequence" IS NOT NULL' };

/** One row of the audit log: who did what to what, how it ended, when and from where. Never a secret. */
@Entity('audit_event')
@Index('audit_event_unsealed', ['organizationId', 'id'], { where: '"sequence" IS NULL' })
@Index('audit_event_sequence', ['organizationId', 'sequence'], { unique: true, ...SEALED })
@Index('audit_event_id', ['organizationId', 'id'], SEALED)
@Index('audit_event_type', ['organizationId', 'type', 'id'], SEALED)
@Index('audit_event_outcome', ['organizationId', 'outcome', 'severity', 'id'], SEALED)
@Index('audit_event_actor', ['organizationId', 'actorId', 'id'], sealedWith('actorId'))
@Index('audit_event_target', ['organizationId', 'targetId', 'id'], sealedWith('targetId'))
@Index('audit_event_process', ['organizationId', 'processId', 'id'], sealedWith('processId'))
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

  /** The process that it is about, or that the key is bound to which it is about, or which did it. Null: none. */
  @Column('varchar', { length: 32, nullable: true })
  processId!: string | null;

  /** The place in the log of the organization, from 0. Null until the row is sealed. */
  @Column('bigint', { nullable: true })
  sequence!: number | null;

  /** Shape: the place of the severity in `EVENT_SEVERITIES`. Null in rows of earlier versions until they are sealed. */
  @Column('smallint', { nullable: true })
  severity!: number | null;

  @Column('varchar', { length: AUDIT_LENGTHS.userAgent, nullable: true })
  userAgent!: string | null;

  /** Shape: a salt of 22 characters for each of `PERSONAL_PARTS`, in their order. Null as of `severity`. */
  @Column('varchar', { length: 66, nullable: true })
  salts!: string | null;

  /** The hash of the row as a leaf of the tree. Shape: SHA-256 in base64. Null as of `severity`. */
  @Column('varchar', { length: 44, nullable: true })
  leaf!: string | null;

  /** Proves that this server wrote the row. Shape: HMAC-SHA-256 of the leaf in base64. Null in rows of earlier versions. */
  @Column('varchar', { length: 44, nullable: true })
  mac!: string | null;

  /** What stands in the tree for personal parts that were erased. Shape: JSON, the commitments by part. */
  @Column('text', { nullable: true })
  erased!: string | null;
}

function sealedWith(column: string): { where: string } {
  return { where: `${SEALED.where} AND "${column}" IS NOT NULL` };
}
