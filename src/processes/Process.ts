import { Directive, Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { connectionOf } from '../lists/connectionOf';
import { Organization } from '../organizations/Organization';
import { DateTime } from '../scalars/DateTime';

export enum ProcessType {
  INVOICES = 'INVOICES',
  CUSTOM = 'CUSTOM',
}

registerEnumType(ProcessType, {
  name: 'ProcessType',
  description: 'What a process works on.',
  valuesConfig: {
    INVOICES: { description: 'Invoices.' },
    CUSTOM: { description: 'Documents of a kind that the organization defines.' },
  },
});

export enum ProcessStatus {
  READY = 'READY',
}

registerEnumType(ProcessStatus, {
  name: 'ProcessStatus',
  description: 'Whether a process can take documents.',
  valuesConfig: { READY: { description: 'It can.' } },
});

@Directive('@key(fields: "id")')
@ObjectType({
  simpleResolvers: true,
  description: 'One business process of an organization, e.g. the reading of its invoices.',
})
@Entity('process')
@Index('process_organization_sort_name', ['organizationId', 'sortName', 'id'])
@Index('process_live', ['organizationId'], { where: '"deletedAt" IS NULL' })
export class Process {
  @Field(() => ID, { description: 'Lasts as long as the process.' })
  @PrimaryColumn('varchar', { length: 32 })
  id!: string;

  @Column('varchar', { length: 32 })
  organizationId!: string;

  @ManyToOne(() => Organization)
  @JoinColumn({ name: 'organizationId', foreignKeyConstraintName: 'process_organization' })
  owner?: Relation<Organization>;

  @Field(() => String, { nullable: true, description: 'What people call it.' })
  @Column('text')
  name!: string;

  /** The name, folded for sorting and searching. Source: decision 058. */
  @Column({ type: 'text', collation: 'BINARY' })
  sortName!: string;

  @Field(() => ProcessType, { nullable: true, description: 'What it works on.' })
  @Column('varchar', { length: 16 })
  type!: ProcessType;

  @Field(() => ProcessStatus, { nullable: true, description: 'Whether it can take documents.' })
  @Column('varchar', { length: 16 })
  status!: ProcessStatus;

  @Field(() => DateTime, { nullable: true, description: 'When it was created.' })
  @Column('bigint')
  createdAt!: number;

  @Field(() => DateTime, { nullable: true, description: 'When it was last changed.' })
  @Column('bigint')
  updatedAt!: number;

  /** Once set, the process is there no longer; its row stays for the tombstones of its keys. */
  @Column('bigint', { nullable: true })
  deletedAt!: number | null;
}

/** A page of processes. */
export const ProcessConnection = connectionOf(Process, 'Process', 'NAME_ASC');
