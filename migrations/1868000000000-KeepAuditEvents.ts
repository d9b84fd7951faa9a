import type { MigrationInterface, QueryRunner } from 'typeorm';

const REFUSAL = 'rows of the audit log are added, and never changed or removed';

const SQLITE_UP = ['UPDATE', 'DELETE'].map(
  (change) => `CREATE TRIGGER "audit_event_no_${change.toLowerCase()}" BEFORE ${change} ON "audit_event"
    BEGIN SELECT RAISE(ABORT, '${REFUSAL}'); END`,
);
const SQLITE_DOWN = ['update', 'delete'].map((change) => `DROP TRIGGER "audit_event_no_${change}"`);

const POSTGRES_UP = [
  `CREATE FUNCTION "audit_event_stays"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION '${REFUSAL}';
  END $$`,
  `CREATE TRIGGER "audit_event_no_change" BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_event"
    FOR EACH STATEMENT EXECUTE FUNCTION "audit_event_stays"()`,
];
const POSTGRES_DOWN = ['DROP TRIGGER "audit_event_no_change" ON "audit_event"', 'DROP FUNCTION "audit_event_stays"()'];

/** The audit log only grows, whoever has a connection to the database. Source: decision 099. */
export class KeepAuditEvents1868000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await runAll(queryRunner, isPostgres(queryRunner) ? POSTGRES_UP : SQLITE_UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await runAll(queryRunner, isPostgres(queryRunner) ? POSTGRES_DOWN : SQLITE_DOWN);
  }
}

function isPostgres({ dataSource }: QueryRunner): boolean {
  return dataSource.options.type === 'postgres';
}

async function runAll(queryRunner: QueryRunner, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await queryRunner.query(statement);
}
