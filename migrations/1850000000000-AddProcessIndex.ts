import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

const index = new TableIndex({
  name: 'process_live',
  columnNames: ['organizationId'],
  where: '"deletedAt" IS NULL',
});

/** By which the processes of an organization are counted. Source: decision 082. */
export class AddProcessIndex1850000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createIndex('process', index);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('process', index);
  }
}
