import { type MigrationInterface, type QueryRunner, Table, type TableColumnOptions } from 'typeorm';

const id = (name: string): TableColumnOptions => ({ name, type: 'varchar', length: '32' });
const whole = (name: string): TableColumnOptions => ({ name, type: 'bigint' });
const text = (name: string): TableColumnOptions => ({ name, type: 'text' });
const inKeyOf = (table: string, column: TableColumnOptions): TableColumnOptions => ({
  ...column,
  isPrimary: true,
  primaryKeyConstraintName: `${table}_pk`,
});

/** The counts of hours, or of days. */
function counts(name: string, timeColumn: 'hourAt' | 'dayAt', timeIndex: string): Table {
  const keyColumns = [id('apiKeyId'), whole(timeColumn), { name: 'secretNumber', type: 'integer' }, id('operationId')];
  return new Table({
    name,
    columns: [
      ...keyColumns.map((column) => inKeyOf(name, column)),
      id('organizationId'),
      ...['requestCount', 'refusedCount', 'failedCount', 'cost', 'firstUsedAt', 'lastUsedAt'].map(whole),
    ],
    indices: [
      { name: `${name}_organization`, columnNames: ['organizationId', timeColumn] },
      { name: timeIndex, columnNames: [timeColumn] },
    ],
  });
}

const TABLES = [
  new Table({
    name: 'usage_operation',
    columns: [
      { ...id('id'), isPrimary: true },
      { name: 'kind', type: 'varchar', length: '12' },
      { name: 'name', type: 'varchar', length: '200', isNullable: true },
      text('signature'),
      text('fields'),
      { ...text('needs'), isNullable: true },
      whole('lastUsedAt'),
    ],
    indices: [{ name: 'usage_operation_last_used_at', columnNames: ['lastUsedAt'] }],
  }),
  new Table({
    name: 'usage_key_operation',
    columns: [
      inKeyOf('usage_key_operation', id('apiKeyId')),
      inKeyOf('usage_key_operation', id('operationId')),
      whole('lastUsedAt'),
    ],
    indices: [{ name: 'usage_key_operation_last_used_at', columnNames: ['lastUsedAt'] }],
  }),
  counts('usage_hour', 'hourAt', 'usage_hour_hour_at'),
  counts('usage_day', 'dayAt', 'usage_day_day_at'),
  new Table({
    name: 'usage_network',
    columns: [
      inKeyOf('usage_network', id('apiKeyId')),
      inKeyOf('usage_network', whole('dayAt')),
      inKeyOf('usage_network', { name: 'network', type: 'varchar', length: '64' }),
      text('userAgents'),
      ...['requestCount', 'firstUsedAt', 'lastUsedAt'].map(whole),
    ],
    indices: [{ name: 'usage_network_day_at', columnNames: ['dayAt'] }],
  }),
  new Table({
    name: 'usage_gap',
    columns: [
      { ...id('id'), isPrimary: true },
      { ...id('apiKeyId'), isNullable: true },
      whole('fromAt'),
      whole('toAt'),
      { name: 'reason', type: 'varchar', length: '200' },
    ],
    indices: [{ name: 'usage_gap_to_at', columnNames: ['toAt'] }],
  }),
  new Table({
    name: 'usage_journal',
    columns: [{ ...id('id'), isPrimary: true }, whole('byteCount'), text('counted'), whole('readAt')],
    indices: [{ name: 'usage_journal_read_at', columnNames: ['readAt'] }],
  }),
  new Table({ name: 'usage_recording', columns: [{ ...id('id'), isPrimary: true }, whole('recordedSince')] }),
];

/** What keys are used for: counts of hours and days, operations, networks, gaps. Breaks no program. Source: decision 115. */
export class AddUsage1880000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const table of TABLES) await queryRunner.createTable(table);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of TABLES.toReversed()) await queryRunner.dropTable(table);
  }
}
