import type { DataSource } from 'typeorm';
import { StartError } from '../errors';

/** Errors: a `StartError` where a PostgreSQL database cannot hold every name: its encoding is another than UTF8. */
export async function assertEncoding(database: DataSource): Promise<void> {
  if (database.options.type !== 'postgres') return;
  const [found] = await database.query<{ encoding: string; name: string }[]>(
    `SELECT current_setting('server_encoding') AS "encoding", current_database() AS "name"`,
  );
  if (!found || found.encoding === 'UTF8') return;
  throw new StartError(
    `The database ${found.name} has the encoding ${found.encoding}, in which not every name can be written: make another with ENCODING 'UTF8' TEMPLATE template0, bring its rows over with pg_dump, and name it in DATABASE_URL.`,
  );
}
