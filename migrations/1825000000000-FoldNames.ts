import type { MigrationInterface, QueryRunner } from 'typeorm';
import { foldName } from '../src/names';

const TABLES = ['user', 'process', 'api_key'];

/** Units: rows that are read, and changed by one statement. */
const BATCH_SIZE = 500;

interface NamedRow {
  readonly id: string;
  readonly name: string;
  readonly sortName: string;
}

/** The folding of earlier versions. */
function lowerCaseOf(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

/**
 * Folds names as searches do from now on. An older program would search and write as before: it must not serve meanwhile.
 * Source: decision 058.
 */
export class FoldNames1825000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const table of TABLES) await foldAnew(queryRunner, table, foldName);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of TABLES) await foldAnew(queryRunner, table, lowerCaseOf);
  }
}

/** Writes the folded copies of a table that differ, batch by batch: few do, and the table may be large. */
async function foldAnew(queryRunner: QueryRunner, table: string, fold: (name: string) => string): Promise<void> {
  const isPostgres = queryRunner.dataSource.options.type === 'postgres';
  const query = (sql: string, values: readonly (string | number)[]): Promise<NamedRow[]> => {
    let count = 0;
    return queryRunner.query(isPostgres ? sql.replace(/\?/g, () => `$${++count}`) : sql, [...values]);
  };
  const select = `SELECT "id", "name", "sortName" FROM "${table}" WHERE "id" > ? ORDER BY "id" LIMIT ${BATCH_SIZE}`;
  for (let last: string | undefined = ''; last !== undefined; ) {
    const rows = await query(select, [last]);
    const stale = rows.filter(({ name, sortName }) => fold(name) !== sortName);
    if (stale.length > 0) {
      const cases = stale.map(() => 'WHEN ? THEN ?').join(' ');
      const ids = stale.map(({ id }) => id);
      const copies = stale.flatMap(({ id, name }) => [id, fold(name)]);
      const where = `"id" IN (${ids.map(() => '?').join(', ')})`;
      await query(`UPDATE "${table}" SET "sortName" = CASE "id" ${cases} END WHERE ${where}`, [...copies, ...ids]);
    }
    last = rows.length < BATCH_SIZE ? undefined : rows.at(-1)?.id;
  }
}
