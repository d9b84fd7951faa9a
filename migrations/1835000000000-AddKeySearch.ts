import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Keys that wait for the index of searches. Triggers see to it, so that whoever writes a key need not know; whoever searches
 * puts keys into the index.
 */
const WAITING = `CREATE TABLE "api_key_unindexed" (
  "organizationId" varchar(32) NOT NULL, "keyId" varchar(32) NOT NULL, PRIMARY KEY ("organizationId", "keyId")
)`;
const ALL_WAIT = 'INSERT INTO "api_key_unindexed" SELECT "organizationId", "id" FROM "api_key"';

const SPANS = `CREATE INDEX "api_key_creation_span"
  ON "api_key" ("organizationId", ("createdAt" / 172800000), "expiresAt") WHERE "deletedAt" IS NULL`;

const IS_OTHERWISE = 'OLD."sortName" <> NEW."sortName" OR OLD."user" <> NEW."user" OR OLD."scopes" <> NEW."scopes"';

const SQLITE_WAITS =
  'INSERT OR IGNORE INTO "api_key_unindexed" ("organizationId", "keyId") VALUES (NEW."organizationId", NEW."id");';
const SQLITE_LEAVES = `
  DELETE FROM "api_key_text" WHERE "rowid" = (SELECT "number" FROM "api_key_indexed" WHERE "keyId" = OLD."id");
  DELETE FROM "api_key_indexed" WHERE "keyId" = OLD."id";`;
const IS_NO_MORE =
  'DELETE FROM "api_key_unindexed" WHERE "organizationId" = OLD."organizationId" AND "keyId" = OLD."id";';

/** On SQLite: an index of texts, the keys that its rows are, and the sets of scopes that its texts name by a number. */
const SQLITE_UP = [
  `${WAITING} WITHOUT ROWID`,
  'CREATE TABLE "api_key_indexed" ("number" integer PRIMARY KEY, "keyId" varchar(32) NOT NULL)',
  'CREATE INDEX "api_key_indexed_key_id" ON "api_key_indexed" ("keyId")',
  `CREATE TABLE "api_key_scope_set" (
    "organizationId" varchar(32) NOT NULL, "number" integer NOT NULL, "scopes" text NOT NULL,
    PRIMARY KEY ("organizationId", "number")
  ) WITHOUT ROWID`,
  `CREATE VIRTUAL TABLE "api_key_text" USING fts5(
    "text", content='', contentless_delete=1, detail=none, tokenize='trigram case_sensitive 1'
  )`,
  // It is tidied by whoever adds to it, step by step, and never all at once while others wait.
  `INSERT INTO "api_key_text" ("api_key_text", "rank") VALUES ('automerge', 0), ('usermerge', 2), ('crisismerge', 1000)`,
  `CREATE TRIGGER "api_key_made" AFTER INSERT ON "api_key" BEGIN ${SQLITE_WAITS} END`,
  `CREATE TRIGGER "api_key_searched_otherwise" AFTER UPDATE OF "sortName", "user", "scopes" ON "api_key"
    WHEN ${IS_OTHERWISE} BEGIN ${SQLITE_WAITS} ${SQLITE_LEAVES} END`,
  `CREATE TRIGGER "api_key_gone" AFTER DELETE ON "api_key" BEGIN ${IS_NO_MORE} ${SQLITE_LEAVES} END`,
  ALL_WAIT,
];

const SQLITE_DOWN = [
  ...['made', 'searched_otherwise', 'gone'].map((name) => `DROP TRIGGER "api_key_${name}"`),
  ...['text', 'scope_set', 'indexed', 'unindexed'].map((name) => `DROP TABLE "api_key_${name}"`),
];

/** On PostgreSQL: an index of the trigrams and scopes of each key, each with its organization, as numbers. */
const POSTGRES_UP = [
  WAITING,
  'CREATE TABLE "api_key_indexed" ("keyId" varchar(32) PRIMARY KEY, "terms" integer[] NOT NULL)',
  `CREATE INDEX "api_key_indexed_terms" ON "api_key_indexed" USING gin ("terms") WITH (gin_pending_list_limit = 256)`,
  // Written over, not left alone, where it waits already: so it conflicts with whoever puts it into the index meanwhile.
  `CREATE FUNCTION "api_key_waits"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO "api_key_unindexed" VALUES (NEW."organizationId", NEW."id")
      ON CONFLICT ("organizationId", "keyId") DO UPDATE SET "keyId" = EXCLUDED."keyId";
    IF TG_OP = 'UPDATE' THEN DELETE FROM "api_key_indexed" WHERE "keyId" = OLD."id"; END IF;
    RETURN NULL;
  END $$`,
  `CREATE FUNCTION "api_key_leaves"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    ${IS_NO_MORE} DELETE FROM "api_key_indexed" WHERE "keyId" = OLD."id";
    RETURN NULL;
  END $$`,
  'CREATE TRIGGER "api_key_made" AFTER INSERT ON "api_key" FOR EACH ROW EXECUTE FUNCTION "api_key_waits"()',
  `CREATE TRIGGER "api_key_searched_otherwise" AFTER UPDATE OF "sortName", "user", "scopes" ON "api_key"
    FOR EACH ROW WHEN (${IS_OTHERWISE}) EXECUTE FUNCTION "api_key_waits"()`,
  'CREATE TRIGGER "api_key_gone" AFTER DELETE ON "api_key" FOR EACH ROW EXECUTE FUNCTION "api_key_leaves"()',
  ALL_WAIT,
];

const POSTGRES_DOWN = [
  ...['made', 'searched_otherwise', 'gone'].map((name) => `DROP TRIGGER "api_key_${name}" ON "api_key"`),
  ...['waits', 'leaves'].map((name) => `DROP FUNCTION "api_key_${name}"()`),
  ...['indexed', 'unindexed'].map((name) => `DROP TABLE "api_key_${name}"`),
];

/**
 * What keys are searched by, other than by walking past all of them. Source: decision 073.
 * 100,000 keys take about a second: all of them are told to wait.
 */
export class AddKeySearch1835000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(SPANS);
    await runAll(queryRunner, isPostgres(queryRunner) ? POSTGRES_UP : SQLITE_UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await runAll(queryRunner, isPostgres(queryRunner) ? POSTGRES_DOWN : SQLITE_DOWN);
    await queryRunner.query('DROP INDEX "api_key_creation_span"');
  }
}

function isPostgres({ dataSource }: QueryRunner): boolean {
  return dataSource.options.type === 'postgres';
}

async function runAll(queryRunner: QueryRunner, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await queryRunner.query(statement);
}
