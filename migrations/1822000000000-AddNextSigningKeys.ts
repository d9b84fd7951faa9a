import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Since when a signing key is published as the next one. Breaks no program: one that does not know the column never signs with such a key. */
export class AddNextSigningKeys1822000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE "signing_key" ADD COLUMN "nextSince" bigint');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DELETE FROM "signing_key" WHERE "nextSince" IS NOT NULL');
    await queryRunner.query('ALTER TABLE "signing_key" DROP COLUMN "nextSince"');
  }
}
