import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

const keyRequest = new Table({
  name: 'key_request',
  columns: [
    { name: 'id', type: 'varchar', length: '64', isPrimary: true },
    { name: 'inputDigest', type: 'varchar', length: '64' },
    { name: 'apiKeyId', type: 'varchar', length: '32' },
    { name: 'createdAt', type: 'bigint' },
  ],
  indices: [{ name: 'key_request_created_at', columnNames: ['createdAt'] }],
});

/** By which request each key of the last 24 hours was made. Breaks no program. */
export class AddKeyRequests1830000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(keyRequest);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable(keyRequest);
  }
}
