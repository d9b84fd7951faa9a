import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A migration, and which programs it breaks. */
export interface Migration extends MigrationInterface {
  /**
   * A program that does not know the migration of this number cannot work with the database any more. Without it every
   * older program can. Source: decision 070.
   */
  readonly breaksBefore?: number;
}

/** What a database tells of a migration that it has had. */
export interface HadMigration {
  readonly name: string;
  /** As that of `Migration`; null: it breaks no program. */
  readonly breaksBefore: number | null;
}

/** All that a database has had. Errors: the driver's, where it has no such tables. */
export const HAD = `SELECT m."name", b."breaksBefore" FROM "migrations" m
  LEFT JOIN "breaking_migration" b ON b."name" = m."name"`;

/** The number of a migration, by which migrations are ordered. Shape: the last 13 digits of its name. */
export function numberOf(name: string): number {
  return Number(name.slice(-13));
}

/**
 * A migration that says in the database which programs it breaks, in its own transaction: a program that is older does not
 * have its class. Shape: a class of the same name.
 */
export function telling(MigrationClass: new () => Migration): new () => Migration {
  const Told = class extends MigrationClass {
    override async up(queryRunner: QueryRunner): Promise<void> {
      await super.up(queryRunner);
      if (this.breaksBefore !== undefined) await queryRunner.query(tell(MigrationClass.name, this.breaksBefore));
    }
  };
  return Object.defineProperty(Told, 'name', { value: MigrationClass.name });
}

/** A migration that was undone and is done again finds its row. */
function tell(name: string, breaksBefore: number): string {
  return `INSERT INTO "breaking_migration" ("name", "breaksBefore") VALUES ('${name}', ${breaksBefore})
    ON CONFLICT ("name") DO UPDATE SET "breaksBefore" = excluded."breaksBefore"`;
}
