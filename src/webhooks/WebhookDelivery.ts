import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { connectionOf } from '../lists/connectionOf';
import { DateTime } from '../scalars/DateTime';

/** What came of sending an event once. */
export const DeliveryOutcome = { DELIVERED: 'DELIVERED', FAILED: 'FAILED', GIVEN_UP: 'GIVEN_UP' } as const;

/** One of them. */
export type DeliveryOutcome = (typeof DeliveryOutcome)[keyof typeof DeliveryOutcome];

registerEnumType(DeliveryOutcome, {
  name: 'WebhookDeliveryOutcome',
  description: 'What came of sending an event to a webhook once.',
  valuesConfig: {
    DELIVERED: { description: 'The receiver has it.' },
    FAILED: { description: 'The receiver did not take it.' },
    GIVEN_UP: { description: 'It failed, and is not tried again by itself.' },
  },
});

/** One try to send an event. */
@ObjectType({ simpleResolvers: true, description: 'One try to send an event to a webhook.' })
@Entity('webhook_delivery')
@Index('webhook_delivery_webhook', ['webhookId', 'id'])
@Index('webhook_delivery_event', ['webhookId', 'eventId'])
export class WebhookDelivery {
  @Field(() => ID, { description: 'Ids of later tries sort later.' })
  @PrimaryColumn('varchar', { length: 32 })
  id!: string;

  @Column('varchar', { length: 32 })
  webhookId!: string;

  @Field(() => ID, { description: 'The entry of the audit log. Each try has it as `webhook-id`.' })
  @Column('varchar', { length: 32 })
  eventId!: string;

  @Field({ description: 'What happened, such as `api_key.created`.' })
  @Column('varchar', { length: 64 })
  type!: string;

  @Field(() => Int, { description: 'The number of the event for this webhook: from 1, without gaps.' })
  @Column('bigint')
  sequence!: number;

  @Field(() => Int, { description: 'Which try it was, from 1.' })
  @Column('integer')
  attempt!: number;

  @Field(() => DateTime, { description: 'When it was sent.' })
  @Index('webhook_delivery_at')
  @Column('bigint')
  at!: number;

  @Field(() => Int, { nullable: true, description: 'The status of the answer; null where there was none.' })
  @Column('integer', { nullable: true })
  status!: number | null;

  @Field(() => DeliveryOutcome, { description: 'What came of it.' })
  @Column('varchar', { length: 9 })
  outcome!: DeliveryOutcome;

  @Field(() => String, { nullable: true, description: 'Why there was no answer; null where there was one.' })
  @Column('varchar', { length: 200, nullable: true })
  failure!: string | null;

  @Field(() => Int, { description: 'How long it took, in milliseconds.' })
  @Column('integer')
  durationMs!: number;

  @Field(() => String, {
    nullable: true,
    description: 'The beginning of the answer, up to 2 KB; null where there was none.',
  })
  @Column('text', { nullable: true })
  responseBody!: string | null;

  @Field(() => DateTime, { nullable: true, description: 'When it is tried again; null where it is not.' })
  @Column('bigint', { nullable: true })
  nextAttemptAt!: number | null;
}

/** The columns of a row. */
export const DELIVERY_COLUMNS =
  '"id", "webhookId", "eventId", "type", "sequence", "attempt", "at", "status", "outcome", "failure", "durationMs", "responseBody", "nextAttemptAt"';

/** A page of deliveries. */
export const WebhookDeliveryConnection = connectionOf(WebhookDelivery, 'WebhookDelivery', 'AT_DESC');
