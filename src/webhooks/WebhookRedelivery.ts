import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Events that are to be sent to a webhook again, each once: those between two ids. */
@Entity('webhook_redelivery')
@Index('webhook_redelivery_webhook', ['webhookId', 'id'])
export class WebhookRedelivery {
  @PrimaryColumn('varchar', { length: 32 })
  id!: string;

  @Column('varchar', { length: 32 })
  webhookId!: string;

  /** The next event is the one of this id, or the first behind it. */
  @Column('varchar', { length: 33 })
  fromEventId!: string;

  /** The last event is the last before this id. */
  @Column('varchar', { length: 33 })
  beforeEventId!: string;

  /** How often the next event was sent in vain. */
  @Column('integer')
  tries!: number;

  /** When the next event is sent. */
  @Column('bigint')
  dueAt!: number;
}

/** The id behind which the next event begins: no event has one between the two. */
export function behind(eventId: string): string {
  return `${eventId}0`;
}
