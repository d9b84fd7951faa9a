import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

const lease = new Table({
  name: 'job_lease',
  columns: [
    { name: 'name', type: 'varchar', length: '64', isPrimary: true },
    { name: 'holder', type: 'varchar', length: '32' },
    { name: 'until', type: 'bigint' },
  ],
});

/** Which process does the jobs that one does for all. */
export class AddJobLeases1815000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(lease);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable(lease);
  }
}
