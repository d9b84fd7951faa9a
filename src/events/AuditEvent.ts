import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Caller } from '../access/caller';
import { newId } from '../id';
import { insertRow } from '../storage/insertRow';
import type { RunSql } from '../storage/storage';

/** How an action ended. `ATTEMPTED`: a credential that was refused named this key, and nothing else is known of it. */
export type AuditOutcome = 'SUCCESS' | 'REFUSED' | 'ATTEMPTED';

/** One line of the audit log: who did what to what, how it ended, when and from where. Never a secret. */
@Entity('audit_event')
@Index('audit_event_organization_at', ['organizationId', 'at'])
export class AuditEvent {
  @PrimaryColumn('varchar', { length: 32 })
  id!: string;

  @Column('varchar', { length: 32 })
  organizationId!: string;

  @Column('bigint')
  at!: number;

  @Column('varchar', { length: 16 })
  actorKind!: string;

  @Column('varchar', { length: 32, nullable: true })
  actorId!: string | null;

  @Column('varchar', { length: 200 })
  actorName!: string;

  /** Shape: the mutation's name, or `authenticate`. */
  @Column('varchar', { length: 64 })
  action!: string;

  @Column('varchar', { length: 32, nullable: true })
  targetId!: string | null;

  @Column('varchar', { length: 16 })
  outcome!: AuditOutcome;

  /** Shape: the codes of the user errors with commas, empty on success. */
  @Column('varchar', { length: 200 })
  codes!: string;

  @Column('varchar', { length: 64 })
  address!: string;

  @Column('varchar', { length: 64 })
  requestId!: string;
}

/** Who does what, when and from where: a line of the audit log, but for how it ends. */
export function eventOf(
  caller: Pick<Caller, 'id' | 'name' | 'organizationId' | 'address' | 'requestId'> & { readonly kind: string },
  action: string,
  at: number,
): Omit<AuditEvent, 'targetId' | 'outcome' | 'codes'> {
  return {
    id: newId(at),
    organizationId: caller.organizationId,
    at,
    actorKind: caller.kind,
    actorId: caller.id,
    actorName: caller.name,
    action,
    address: caller.address,
    requestId: caller.requestId,
  };
}

/** Writes a line of the audit log. */
export function insertAuditEvent(sql: RunSql, event: AuditEvent): Promise<void> {
  return insertRow(sql, 'audit_event', { ...event });
}
