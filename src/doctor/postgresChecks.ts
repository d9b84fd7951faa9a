import { type Finding, findingIn, fine, warning } from '../checks/Finding';
import type { RunSql } from '../storage/Storage';

/** The first PostgreSQL that tells whether its indexes are in the order of its collations. */
const FIRST_WITH_COLLATION_VERSION = 15;

/** What a server tells of itself. */
interface ServerFacts {
  readonly version: number;
  readonly shown: string;
  readonly encoding: string;
  readonly isEncrypted: boolean;
  readonly isNear: boolean;
}

const FACTS = `
  SELECT current_setting('server_version_num')::int / 10000 AS "version", current_setting('server_version') AS "shown",
    current_setting('server_encoding') AS "encoding",
    COALESCE((SELECT "ssl" FROM pg_stat_ssl WHERE "pid" = pg_backend_pid()), FALSE) AS "isEncrypted",
    COALESCE(inet_server_addr() = inet_client_addr(), TRUE) AS "isNear"`;
const CHECKSUM_FAILURES = `
  SELECT COALESCE("checksum_failures", 0) AS "count" FROM pg_stat_database WHERE "datname" = current_database()`;
const INVALID_INDEXES = `
  SELECT "indexrelid"::regclass::text AS "name" FROM pg_index WHERE NOT "indisvalid" ORDER BY 1`;
const COLLATION = `
  SELECT "datcollversion" AS "kept", pg_database_collation_actual_version("oid") AS "actual"
  FROM pg_database WHERE "datname" = current_database()`;

/** The oldest PostgreSQL that this program works with, and the one encoding. Their sentences are those of a start. */
const OLDEST = 13;

/** Looks at a PostgreSQL that was reached, and takes writes. */
export async function postgresChecks(sql: RunSql): Promise<Finding[]> {
  const [facts] = await sql<ServerFacts>(FACTS, []);
  if (!facts) return [];
  return [fine('connection', 'PostgreSQL can be reached, and takes writes.'), ...judge(facts)];
}

function judge({ version, shown, encoding, isEncrypted, isNear }: ServerFacts): Finding[] {
  const isSafe = isEncrypted || isNear;
  return [
    version >= OLDEST
      ? fine('version', `PostgreSQL ${shown} is new enough.`)
      : findingIn('version', 'failed', `PostgreSQL ${shown} is too old: upgrade it to ${OLDEST} or newer`),
    encoding === 'UTF8'
      ? fine('encoding', 'Each name can be written: the encoding is UTF8.')
      : findingIn(
          'encoding',
          'failed',
          `the encoding is ${encoding}, in which not every name can be written: make another database with ENCODING 'UTF8' TEMPLATE template0`,
        ),
    isSafe
      ? fine('encryption', isEncrypted ? 'The connection is encrypted.' : 'PostgreSQL is on this machine.')
      : warning(
          'encryption',
          'The connection to another machine is not encrypted.',
          'Set sslmode=verify-full in DATABASE_URL.',
        ),
  ];
}

/** What PostgreSQL itself knows of damage. Nothing is read for it: that is the work of pg_amcheck. */
export async function postgresIntegrity(sql: RunSql): Promise<Finding[]> {
  const [checksums] = await sql<{ count: number }>(CHECKSUM_FAILURES, []);
  const invalid = await sql<{ name: string }>(INVALID_INDEXES, []);
  const names = invalid.map(({ name }) => name).join(', ');
  return [
    Number(checksums?.count ?? 0) === 0
      ? fine('pages', 'PostgreSQL counted no damaged page.')
      : findingIn('pages', 'failed', 'PostgreSQL counted damaged pages: run pg_amcheck, and restore a backup'),
    invalid.length === 0
      ? fine('indexes', 'Each index is valid.')
      : warning('indexes', `Not valid: ${names}.`, 'Run REINDEX INDEX for each.'),
    ...(await collation(sql)),
  ];
}

/** An index of texts is in the order of a library of the system, and wrong once that has changed. */
async function collation(sql: RunSql): Promise<Finding[]> {
  const [facts] = await sql<ServerFacts>(FACTS, []);
  if (!facts || facts.version < FIRST_WITH_COLLATION_VERSION) return [];
  const [versions] = await sql<{ kept: string | null; actual: string | null }>(COLLATION, []);
  if (!versions || versions.kept === versions.actual)
    return [fine('collation', 'Its order of texts is that of the system.')];
  const sentence = `The order of texts is of version ${versions.kept}, and the system has ${versions.actual}: indexes may be wrong.`;
  return [warning('collation', sentence, 'Run REINDEX DATABASE, then ALTER DATABASE … REFRESH COLLATION VERSION.')];
}
