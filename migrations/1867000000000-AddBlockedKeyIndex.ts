import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

const index = new TableIndex({
  name: 'api_key_untold_block',
  columnNames: ['blockedFrom'],
  where: '"blockedFrom" IS NOT NULL AND ("blockedToldAt" IS NULL OR "blockedToldAt" < "blockedFrom")',
});

/** Whether the event that a key is blocked was written. Breaks no program. Source: decision 093. */
export class AddBlockedKeyIndex1867000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE "api_key" ADD COLUMN "blockedToldAt" bigint');
    await queryRunner.createIndex('api_key', index);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('api_key', index);
    await queryRunner.query('ALTER TABLE "api_key" DROP COLUMN "blockedToldAt"');
  }
}
