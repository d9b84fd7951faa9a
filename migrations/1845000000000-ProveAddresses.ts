import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Since when it is known whose address a person signs in with, which invitations were mailed, and how many sign-ins failed
 * in a row. Of the people who are
 * there, those count as proved who came with their organization: `init` made them. Source: decision 079.
 */
export class ProveAddresses1845000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE "user" ADD COLUMN "emailProvedAt" bigint');
    await queryRunner.query('ALTER TABLE "user" ADD COLUMN "failedSignInCount" integer NOT NULL DEFAULT 0');
    await queryRunner.query('ALTER TABLE "invitation" ADD COLUMN "mailedAt" bigint');
    await queryRunner.query(`
      UPDATE "user" SET "emailProvedAt" = "createdAt" WHERE EXISTS (
        SELECT 1 FROM "membership" m JOIN "organization" o ON o."id" = m."organizationId"
        WHERE m."userId" = "user"."id" AND m."createdAt" = "user"."createdAt" AND o."createdAt" = "user"."createdAt")`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE "invitation" DROP COLUMN "mailedAt"');
    await queryRunner.query('ALTER TABLE "user" DROP COLUMN "failedSignInCount"');
    await queryRunner.query('ALTER TABLE "user" DROP COLUMN "emailProvedAt"');
  }
}
