import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Lets one row of the audit log stand for many equal events. Rows that are there stand for one each. Source: decision 077. */
export class CountAuditEvents1840000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // TypeORM would copy the whole table on SQLite.
    await queryRunner.query('ALTER TABLE "audit_event" ADD COLUMN "count" integer NOT NULL DEFAULT 1');
    await queryRunner.query('ALTER TABLE "audit_event" ADD COLUMN "firstAt" bigint');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE "audit_event" DROP COLUMN "firstAt"');
    await queryRunner.query('ALTER TABLE "audit_event" DROP COLUMN "count"');
  }
}
