import { type MigrationInterface, type QueryRunner, Table, type TableColumnOptions } from 'typeorm';

const id = (name: string): TableColumnOptions => ({ name, type: 'varchar', length: '32' });
const instant = (name: string): TableColumnOptions => ({ name, type: 'bigint' });
const optional = (column: TableColumnOptions): TableColumnOptions => ({ ...column, isNullable: true });

const parcel = new Table({
  name: 'outbox_parcel',
  columns: [
    { ...id('id'), isPrimary: true },
    { name: 'kind', type: 'varchar', length: '8' },
    id('destinationId'),
    optional({ name: 'sealedContent', type: 'text' }),
    instant('createdAt'),
    instant('dueAt'),
    instant('endsAt'),
    { name: 'tries', type: 'integer' },
    optional(instant('takenUntil')),
    optional({ name: 'failure', type: 'varchar', length: '200' }),
    optional(instant('givenUpAt')),
  ],
  indices: [
    { name: 'outbox_parcel_destination_id', columnNames: ['destinationId'] },
    { name: 'outbox_parcel_due_at', columnNames: ['dueAt'] },
  ],
});

/** What is to be sent. */
export class AddOutbox1820000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(parcel);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable(parcel);
  }
}
