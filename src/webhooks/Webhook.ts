import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { DateTime } from '../scalars/DateTime';

/** How a webhook is doing. */
export const WebhookState = { ACTIVE: 'ACTIVE', FAILING: 'FAILING', DISABLED: 'DISABLED' } as const;

/** One of them. */
export type WebhookState = (typeof WebhookState)[keyof typeof WebhookState];

registerEnumType(WebhookState, {
  name: 'WebhookState',
  description: 'How a webhook is doing.',
  valuesConfig: {
    ACTIVE: { description: 'Its last delivery arrived, or there was none yet.' },
    FAILING: { description: 'Its last delivery failed. It is tried again, and later events wait for it.' },
    DISABLED: { description: 'Nothing is sent to it. Its events wait in the audit log.' },
  },
});

/**
 * Where the events of an organization are sent: a place in its audit log, up to which they were, and the state of the next one.
 * Source: decision 121.
 */
@ObjectType({
  simpleResolvers: true,
  description: 'An address that is sent the events of the organization, in their order.',
})
@Entity('webhook')
@Index('webhook_organization_id', ['organizationId'])
export class Webhook {
  @Field(() => ID, { description: 'Lasts as long as the webhook.' })
  @PrimaryColumn('varchar', { length: 32 })
  id!: string;

  @Column('varchar', { length: 32 })
  organizationId!: string;

  @Field({ description: 'Where events are sent to.' })
  @Column('text')
  url!: string;

  @Field({ description: 'What it is for; empty where nobody said so.' })
  @Column('text')
  description!: string;

  /** Shape: names of events with commas between them; null for all. */
  @Column('text', { name: 'types', nullable: true })
  typesText!: string | null;

  /** The secret that signs, and the one before it, which signs beside it until `earlierSecretUntil`. */
  @Column('text')
  sealedSecret!: string;

  @Column('text', { nullable: true })
  sealedEarlierSecret!: string | null;

  @Column('bigint', { nullable: true })
  earlierSecretUntil!: number | null;

  @Field(() => DateTime, { description: 'When it was made.' })
  @Column('bigint')
  createdAt!: number;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Since when every delivery has failed; null where the last one arrived.',
  })
  @Column('bigint', { nullable: true })
  failingSince!: number | null;

  @Column('bigint', { nullable: true })
  disabledAt!: number | null;

  /** The next entry of the log to be looked at. */
  @Column('bigint')
  logSequence!: number;

  /** The number of the next event that is sent: without gaps, from 1 on. */
  @Column('bigint')
  sequence!: number;

  /** How often the next event was sent in vain. */
  @Column('integer')
  tries!: number;

  /** When the next event is sent; null: as soon as there is one. */
  @Column('bigint', { nullable: true })
  dueAt!: number | null;

  /** Until then a process is sending; null where none is. */
  @Column('bigint', { nullable: true })
  takenUntil!: number | null;
}

/** The columns of a row. */
export const WEBHOOK_COLUMNS = `"id", "organizationId", "url", "description", "types" AS "typesText", "sealedSecret",
  "sealedEarlierSecret", "earlierSecretUntil", "createdAt", "failingSince", "disabledAt", "logSequence", "sequence", "tries",
  "dueAt", "takenUntil"`;

/** The events that a webhook is sent. Shape: null for all. */
export function typesOf({ typesText }: Pick<Webhook, 'typesText'>): readonly string[] | null {
  return typesText === null ? null : typesText.split(',');
}

/** How a webhook is doing. */
export function stateOf({ disabledAt, failingSince }: Pick<Webhook, 'disabledAt' | 'failingSince'>): WebhookState {
  if (disabledAt !== null) return WebhookState.DISABLED;
  return failingSince === null ? WebhookState.ACTIVE : WebhookState.FAILING;
}
