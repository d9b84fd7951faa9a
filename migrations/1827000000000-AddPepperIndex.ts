import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

const index = new TableIndex({
  name: 'api_key_pepper_version',
  columnNames: ['pepperVersion', 'expiresAt'],
  where: '"deletedAt" IS NULL AND "disabledAt" IS NULL',
});

/** By which the start finds keys that were made under a master secret that is not set. Source: decision 057. Breaks no program. */
export class AddPepperIndex1827000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createIndex('api_key', index);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('api_key', index);
  }
}
