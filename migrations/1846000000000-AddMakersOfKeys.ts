import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

const index = new TableIndex({ name: 'api_key_created_by_id', columnNames: ['createdById'] });

/** Which key or member made a key. Of older keys nobody knows it but by name. */
export class AddMakersOfKeys1846000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE "api_key" ADD COLUMN "createdById" varchar(32)');
    await queryRunner.createIndex('api_key', index);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('api_key', index);
    await queryRunner.query('ALTER TABLE "api_key" DROP COLUMN "createdById"');
  }
}
