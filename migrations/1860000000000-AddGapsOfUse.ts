import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

const gap = new Table({
  name: 'api_key_gap',
  columns: [
    { name: 'apiKeyId', type: 'varchar', length: '32', isPrimary: true, primaryKeyConstraintName: 'api_key_gap_pk' },
    { name: 'number', type: 'integer', isPrimary: true, primaryKeyConstraintName: 'api_key_gap_pk' },
    { name: 'day', type: 'bigint', isPrimary: true, primaryKeyConstraintName: 'api_key_gap_pk' },
    { name: 'gapMs', type: 'bigint' },
  ],
  indices: [{ name: 'api_key_gap_day', columnNames: ['day'] }],
});

/** For how long secrets of keys went unused, by which a rotation knows that nobody uses the earlier one. Source: decision 087. */
export class AddGapsOfUse1860000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(gap);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable(gap);
  }
}
