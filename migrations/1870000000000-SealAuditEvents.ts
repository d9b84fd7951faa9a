import type { MigrationInterface, QueryRunner } from 'typeorm';

const REFUSAL = 'rows of the audit log are added, and never changed or removed';

/** What a row is sealed with, and what erasure takes away. */
const COLUMNS = [
  '"sequence" bigint',
  '"severity" smallint',
  '"processId" varchar(32)',
  '"userAgent" varchar(256)',
  '"salts" varchar(66)',
  '"leaf" varchar(44)',
  '"mac" varchar(44)',
  '"erased" text',
];

const INDEXES = [
  'CREATE INDEX "audit_event_unsealed" ON "audit_event" ("organizationId", "id") WHERE "sequence" IS NULL',
  'CREATE UNIQUE INDEX "audit_event_sequence" ON "audit_event" ("organizationId", "sequence") WHERE "sequence" IS NOT NULL',
  'CREATE INDEX "audit_event_id" ON "audit_event" ("organizationId", "id") WHERE "sequence" IS NOT NULL',
  'CREATE INDEX "audit_event_type" ON "audit_event" ("organizationId", "type", "id") WHERE "sequence" IS NOT NULL',
  `CREATE INDEX "audit_event_outcome" ON "audit_event" ("organizationId", "outcome", "severity", "id")
    WHERE "sequence" IS NOT NULL`,
  // Most rows have no process, and many no actor or no target that has an id.
  ...['actor', 'target', 'process'].map(
    (name) =>
      `CREATE INDEX "audit_event_${name}" ON "audit_event" ("organizationId", "${name}Id", "id")
        WHERE "sequence" IS NOT NULL AND "${name}Id" IS NOT NULL`,
  ),
];

/** What erasure may change. */
const PERSONAL = ['actorName', 'address', 'changes', 'targetName', 'userAgent', 'salts', 'erased'];
/** What nothing may change. */
const FIXED = [
  ...['id', 'organizationId', 'at', 'actorKind', 'actorId', 'type', 'targetType', 'targetId', 'outcome', 'codes'],
  ...['processId', 'requestId', 'count', 'firstAt', 'mac'],
];
/** What a row is given once, when it is sealed. */
const SEAL = ['sequence', 'severity', 'leaf'];

const IS_SEALING = [
  'OLD."sequence" IS NULL AND NEW."sequence" IS NOT NULL',
  ...['severity', 'leaf'].map((column) => `(OLD."${column}" IS NULL OR OLD."${column}" = NEW."${column}")`),
].join(' AND ');
/** Rows of earlier versions have no salts. */
const IS_SALTING = 'OLD."sequence" IS NULL AND OLD."salts" IS NULL';

const quoted = (columns: readonly string[]): string => columns.map((column) => `"${column}"`).join(', ');
const isOpenFor = (purpose: string): string => `EXISTS (SELECT 1 FROM "audit_opening" WHERE "purpose" = '${purpose}')`;

/** Rows of earlier versions learn of which process they are, as far as that can be known. */
const OF_PROCESS = `UPDATE "audit_event" SET "processId" = CASE "targetType" WHEN 'Process' THEN "targetId" ELSE
    (SELECT "processId" FROM "api_key" WHERE "api_key"."id" = COALESCE("targetId", "actorId")) END
  WHERE "targetType" IN ('Process', 'ApiKey') OR "actorKind" IN ('API_KEY', 'TOKEN')`;

const OPENING = 'CREATE TABLE "audit_opening" ("purpose" varchar(16) PRIMARY KEY NOT NULL)';

const RAISE = `BEGIN SELECT RAISE(ABORT, '${REFUSAL}'); END`;
const SQLITE_UP = [
  `CREATE TRIGGER "audit_event_no_update" BEFORE UPDATE OF ${quoted(FIXED)} ON "audit_event" ${RAISE}`,
  `CREATE TRIGGER "audit_event_one_seal" BEFORE UPDATE OF ${quoted(SEAL)} ON "audit_event"
    WHEN NOT (${IS_SEALING}) ${RAISE}`,
  `CREATE TRIGGER "audit_event_erasure" BEFORE UPDATE OF ${quoted(PERSONAL)} ON "audit_event"
    WHEN NOT (${IS_SALTING} OR ${isOpenFor('ERASURE')}) ${RAISE}`,
  `CREATE TRIGGER "audit_event_no_delete" BEFORE DELETE ON "audit_event"
    WHEN NOT ${isOpenFor('RETENTION')} ${RAISE}`,
];

const STAYS = 'EXECUTE FUNCTION "audit_event_stays"()';
const POSTGRES_UP = [
  `CREATE TRIGGER "audit_event_no_update" BEFORE UPDATE OF ${quoted(FIXED)} ON "audit_event" FOR EACH ROW ${STAYS}`,
  `CREATE TRIGGER "audit_event_one_seal" BEFORE UPDATE OF ${quoted(SEAL)} ON "audit_event" FOR EACH ROW
    WHEN (NOT (${IS_SEALING})) ${STAYS}`,
  `CREATE FUNCTION "audit_event_stays_unless"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF EXISTS (SELECT 1 FROM "audit_opening" WHERE "purpose" = TG_ARGV[0]) THEN
      RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    RAISE EXCEPTION '${REFUSAL}';
  END $$`,
  `CREATE TRIGGER "audit_event_erasure" BEFORE UPDATE OF ${quoted(PERSONAL)} ON "audit_event" FOR EACH ROW
    WHEN (NOT (${IS_SALTING})) EXECUTE FUNCTION "audit_event_stays_unless"('ERASURE')`,
  `CREATE TRIGGER "audit_event_no_delete" BEFORE DELETE ON "audit_event" FOR EACH ROW
    EXECUTE FUNCTION "audit_event_stays_unless"('RETENTION')`,
  `CREATE TRIGGER "audit_event_no_truncate" BEFORE TRUNCATE ON "audit_event" FOR EACH STATEMENT ${STAYS}`,
];

const OLD_SQLITE_TRIGGERS = ['UPDATE', 'DELETE'].map(
  (change) => `CREATE TRIGGER "audit_event_no_${change.toLowerCase()}" BEFORE ${change} ON "audit_event" ${RAISE}`,
);
const OLD_POSTGRES_TRIGGERS = [
  `CREATE TRIGGER "audit_event_no_change" BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_event"
    FOR EACH STATEMENT EXECUTE FUNCTION "audit_event_stays"()`,
];

/**
 * Rows of the audit log get a place in a tree, and what proves it. Only sealing, erasure and retention may touch a row, each
 * in its own way. Breaks no program: what an earlier version writes is sealed as well.
 */
export class SealAuditEvents1870000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const triggers = isPostgres(queryRunner) ? ['no_change'] : ['no_update', 'no_delete'];
    await runAll(queryRunner, [
      ...triggers.map((name) => dropTrigger(queryRunner, name)),
      // TypeORM would copy the whole table on SQLite.
      ...COLUMNS.map((column) => `ALTER TABLE "audit_event" ADD COLUMN ${column}`),
      OF_PROCESS,
      'DROP INDEX "audit_event_organization_at"',
      ...INDEXES,
      OPENING,
      ...(isPostgres(queryRunner) ? POSTGRES_UP : SQLITE_UP),
    ]);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const isOnPostgres = isPostgres(queryRunner);
    const triggers = ['no_update', 'one_seal', 'erasure', 'no_delete', ...(isOnPostgres ? ['no_truncate'] : [])];
    const names = INDEXES.map((index) => /INDEX "(\w+)"/.exec(index)?.[1] ?? '');
    await runAll(queryRunner, [
      ...triggers.map((name) => dropTrigger(queryRunner, name)),
      ...(isOnPostgres ? ['DROP FUNCTION "audit_event_stays_unless"()'] : []),
      'DROP TABLE "audit_opening"',
      ...names.map((name) => `DROP INDEX "${name}"`),
      'CREATE INDEX "audit_event_organization_at" ON "audit_event" ("organizationId", "at")',
      ...COLUMNS.map((column) => `ALTER TABLE "audit_event" DROP COLUMN ${column.split(' ')[0]}`),
      ...(isOnPostgres ? OLD_POSTGRES_TRIGGERS : OLD_SQLITE_TRIGGERS),
    ]);
  }
}

function dropTrigger(queryRunner: QueryRunner, name: string): string {
  return `DROP TRIGGER "audit_event_${name}"${isPostgres(queryRunner) ? ' ON "audit_event"' : ''}`;
}

function isPostgres({ dataSource }: QueryRunner): boolean {
  return dataSource.options.type === 'postgres';
}

async function runAll(queryRunner: QueryRunner, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await queryRunner.query(statement);
}
