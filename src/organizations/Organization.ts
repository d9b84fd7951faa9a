import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { DateTime } from '../scalars/DateTime';

@Directive('@key(fields: "id")')
@ObjectType({
  simpleResolvers: true,
  description: 'The tenant. Owns members, processes and API keys; nothing crosses it, ever.',
})
@Entity('organization')
export class Organization {
  @Field(() => ID, { description: 'Lasts as long as the organization.' })
  @PrimaryColumn('varchar', { length: 32 })
  id!: string;

  @Field({ description: 'What people call it.' })
  @Column('text')
  name!: string;

  @Field(() => DateTime, { description: 'When it was created.' })
  @Column('bigint')
  createdAt!: number;

  /** While set, no key of the organization works. */
  @Column('bigint', { nullable: true })
  disabledAt!: number | null;
}
