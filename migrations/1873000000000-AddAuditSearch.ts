import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far the log of an organization is in the index of texts. Late are rows that sort before one that was sealed earlier. */
const INDEXED = `CREATE TABLE "audit_text_indexed" (
  "organizationId" varchar(32) PRIMARY KEY NOT NULL, "number" integer NOT NULL UNIQUE,
  "nextSequence" bigint NOT NULL, "greatestId" varchar(32) NOT NULL
)`;
/** Rows whose names were erased: what is left of them is put into the index again. */
const WAITING = `CREATE TABLE "audit_text_waiting" (
  "organizationId" varchar(32) NOT NULL, "sequence" bigint NOT NULL, PRIMARY KEY ("organizationId", "sequence")
)`;

/** Of which keys it was told that they expired: all up to one, by the instant and the id. */
const TOLD = 'CREATE TABLE "api_key_expiry_told" ("at" bigint NOT NULL, "id" varchar(32) NOT NULL)';

/** The number of a row in SQLite's index of texts: the newest is the lowest. */
const numberOf = (row: string, isLate: 0 | 1): string =>
  `((SELECT "number" FROM "audit_text_indexed" WHERE "organizationId" = ${row}."organizationId") << 40) | (${isLate} << 39)
          | (${2 ** 39 - 1} - ${row}."sequence")`;
const SQLITE_UP = [
  TOLD,
  INDEXED,
  `${WAITING} WITHOUT ROWID`,
  `CREATE VIRTUAL TABLE "audit_text" USING fts5(
    "text", content='', contentless_delete=1, tokenize='trigram case_sensitive 1'
  )`,
  // It is tidied by whoever adds to it, step by step, and never all at once while others wait.
  `INSERT INTO "audit_text" ("audit_text", "rank") VALUES ('automerge', 0), ('usermerge', 2), ('crisismerge', 1000)`,
  `CREATE TRIGGER "audit_event_searched_otherwise" AFTER UPDATE OF "erased" ON "audit_event"
    WHEN NEW."sequence" < (SELECT "nextSequence" FROM "audit_text_indexed" WHERE "organizationId" = NEW."organizationId")
    BEGIN
      INSERT OR IGNORE INTO "audit_text_waiting" VALUES (NEW."organizationId", NEW."sequence");
      DELETE FROM "audit_text" WHERE "rowid" IN
        (${numberOf('NEW', 0)}, ${numberOf('NEW', 1)});
    END`,
  `CREATE TRIGGER "audit_event_searched_no_more" AFTER DELETE ON "audit_event"
    WHEN OLD."sequence" < (SELECT "nextSequence" FROM "audit_text_indexed" WHERE "organizationId" = OLD."organizationId")
    BEGIN
      DELETE FROM "audit_text_waiting" WHERE "organizationId" = OLD."organizationId" AND "sequence" = OLD."sequence";
      DELETE FROM "audit_text" WHERE "rowid" IN
        (${numberOf('OLD', 0)}, ${numberOf('OLD', 1)});
    END`,
];
const SQLITE_DOWN = [
  'DROP TABLE "api_key_expiry_told"',
  ...['otherwise', 'no_more'].map((end) => `DROP TRIGGER "audit_event_searched_${end}"`),
  ...['text', 'text_waiting', 'text_indexed'].map((name) => `DROP TABLE "audit_${name}"`),
];

const POSTGRES_UP = [
  TOLD,
  INDEXED,
  WAITING,
  `CREATE TABLE "audit_text" (
    "organizationId" varchar(32) NOT NULL, "sequence" bigint NOT NULL, "terms" integer[] NOT NULL,
    PRIMARY KEY ("organizationId", "sequence")
  )`,
  'CREATE INDEX "audit_text_terms" ON "audit_text" USING gin ("terms") WITH (gin_pending_list_limit = 256)',
  `CREATE FUNCTION "audit_event_is_searched_otherwise"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    DELETE FROM "audit_text" WHERE "organizationId" = NEW."organizationId" AND "sequence" = NEW."sequence";
    IF FOUND THEN
      INSERT INTO "audit_text_waiting" VALUES (NEW."organizationId", NEW."sequence") ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
  END $$`,
  `CREATE TRIGGER "audit_event_searched_otherwise" AFTER UPDATE OF "erased" ON "audit_event" FOR EACH ROW
    EXECUTE FUNCTION "audit_event_is_searched_otherwise"()`,
  `CREATE FUNCTION "audit_event_is_searched_no_more"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    DELETE FROM "audit_text" WHERE "organizationId" = OLD."organizationId" AND "sequence" = OLD."sequence";
    DELETE FROM "audit_text_waiting" WHERE "organizationId" = OLD."organizationId" AND "sequence" = OLD."sequence";
    RETURN NULL;
  END $$`,
  `CREATE TRIGGER "audit_event_searched_no_more" AFTER DELETE ON "audit_event" FOR EACH ROW
    EXECUTE FUNCTION "audit_event_is_searched_no_more"()`,
];
const POSTGRES_DOWN = [
  'DROP TABLE "api_key_expiry_told"',
  ...['otherwise', 'no_more'].flatMap((end) => [
    `DROP TRIGGER "audit_event_searched_${end}" ON "audit_event"`,
    `DROP FUNCTION "audit_event_is_searched_${end}"()`,
  ]),
  ...['text', 'text_waiting', 'text_indexed'].map((name) => `DROP TABLE "audit_${name}"`),
];

/**
 * What the audit log is searched by, which searches alone write to, and how far it was told which keys expired. Breaks no program.
 * Source: decisions 107 and 108.
 */
export class AddAuditSearch1873000000000 implements MigrationInterface {
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
