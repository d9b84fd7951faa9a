import { type MigrationInterface, type QueryRunner, Table, type TableColumnOptions } from 'typeorm';

const id = (name: string): TableColumnOptions => ({ name, type: 'varchar', length: '32' });
const place = (name: string): TableColumnOptions => ({ name, type: 'varchar', length: '33' });
const whole = (name: string): TableColumnOptions => ({ name, type: 'bigint' });
const text = (name: string): TableColumnOptions => ({ name, type: 'text' });
const count = (name: string): TableColumnOptions => ({ name, type: 'integer' });
const maybe = (column: TableColumnOptions): TableColumnOptions => ({ ...column, isNullable: true });

const TABLES = [
  new Table({
    name: 'webhook',
    columns: [
      { ...id('id'), isPrimary: true },
      id('organizationId'),
      text('url'),
      text('description'),
      maybe(text('types')),
      text('sealedSecret'),
      maybe(text('sealedEarlierSecret')),
      maybe(whole('earlierSecretUntil')),
      whole('createdAt'),
      maybe(whole('failingSince')),
      maybe(whole('disabledAt')),
      whole('logSequence'),
      whole('sequence'),
      count('tries'),
      maybe(whole('dueAt')),
      maybe(whole('takenUntil')),
    ],
    indices: [{ name: 'webhook_organization_id', columnNames: ['organizationId'] }],
  }),
  new Table({
    name: 'webhook_delivery',
    columns: [
      { ...id('id'), isPrimary: true },
      id('webhookId'),
      id('eventId'),
      { name: 'type', type: 'varchar', length: '64' },
      whole('sequence'),
      count('attempt'),
      whole('at'),
      maybe(count('status')),
      { name: 'outcome', type: 'varchar', length: '9' },
      maybe({ name: 'failure', type: 'varchar', length: '200' }),
      count('durationMs'),
      maybe(text('responseBody')),
      maybe(whole('nextAttemptAt')),
    ],
    indices: [
      { name: 'webhook_delivery_webhook', columnNames: ['webhookId', 'id'] },
      { name: 'webhook_delivery_event', columnNames: ['webhookId', 'eventId'] },
      { name: 'webhook_delivery_at', columnNames: ['at'] },
    ],
  }),
  new Table({
    name: 'webhook_redelivery',
    columns: [
      { ...id('id'), isPrimary: true },
      id('webhookId'),
      place('fromEventId'),
      place('beforeEventId'),
      count('tries'),
      whole('dueAt'),
    ],
    indices: [{ name: 'webhook_redelivery_webhook', columnNames: ['webhookId', 'id'] }],
  }),
];

/** Webhooks, what was sent to them, and what is to be sent again. Breaks no program. Source: decision 121. */
export class AddWebhooks1884000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const table of TABLES) await queryRunner.createTable(table);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of [...TABLES].reverse()) await queryRunner.dropTable(table);
  }
}
