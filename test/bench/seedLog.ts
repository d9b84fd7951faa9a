import BetterSqlite3 from 'better-sqlite3';
import { mergeSqliteTexts } from '../../src/audit/mergeSqliteTexts';
import { indexTextBatch } from '../../src/auditEvents/indexTextBatch';
import { newSalts } from '../../src/events/auditLeaf';
import { EVENT_SEVERITIES, EVENTS } from '../../src/events/catalogue';
import { newId } from '../../src/id';
import { openDatabase } from '../../src/running/openDatabase';

/** What the log is about. Shape: one in `RARE` is the last. */
const TYPES = ['api_key.created', 'api_key.updated', 'process.created', 'session.started', 'api_key.refused'] as const;
const RARE = 1_000;
const RARE_TYPE = 'key_policy.updated';
/** Units: people who do it, and entries on one target. */
const ACTOR_COUNT = 20;
const PER_TARGET = 10;

const COLUMNS = [
  ...[
    'id',
    'organizationId',
    'at',
    'actorKind',
    'actorId',
    'actorName',
    'type',
    'targetType',
    'targetId',
    'targetName',
  ],
  ...['outcome', 'codes', 'changes', 'address', 'requestId', 'count', 'processId', 'sequence', 'severity', 'salts'],
  ...['leaf', 'mac'],
];

/** The id of somebody in a log that was filled. */
export const logActor = (index: number): string => index.toString(16).padStart(32, 'a');

/** The id of something in a log that was filled. */
export const logTarget = (index: number): string => index.toString(16).padStart(32, 'b');

/** Fills the log of an organization on SQLite with sealed entries, a second apart, and its index of texts. */
export async function seedLog(file: string, organizationId: string, now: number, entryCount: number): Promise<void> {
  const database = new BetterSqlite3(file);
  for (const pragma of ['synchronous = OFF', 'journal_mode = OFF', 'cache_size = -400000', 'temp_store = MEMORY']) {
    database.pragma(pragma);
  }
  const indexes = database
    .prepare(
      `SELECT "name", "sql" FROM "sqlite_master" WHERE "tbl_name" = 'audit_event' AND "type" = 'index' AND "sql" IS NOT NULL`,
    )
    .all() as { name: string; sql: string }[]; // The columns that are selected.
  database.transaction(() => {
    for (const { name } of indexes) database.exec(`DROP INDEX "${name}"`);
    const names = COLUMNS.map((column) => `"${column}"`).join(', ');
    const insert = database.prepare(
      `INSERT INTO "audit_event" (${names}) VALUES (${COLUMNS.map(() => '?').join(', ')})`,
    );
    for (let index = 0; index < entryCount; index += 1) {
      insert.run(entry(organizationId, now - (entryCount - index) * 1_000, index));
    }
    for (const { sql } of indexes) database.exec(sql);
  })();
  database.close();
  const opened = await openDatabase({ engine: 'sqlite', file });
  // At once, and not with the rests that searches leave to others.
  await opened.write(async ({ sql }) => {
    while (await indexTextBatch(opened, sql, organizationId));
    for (let isFirst = true; await mergeSqliteTexts(sql, isFirst); isFirst = false);
  });
  await opened.close();
}

function entry(organizationId: string, at: number, index: number): (string | number | null)[] {
  const isRare = index % RARE === RARE / 2;
  const type = isRare ? RARE_TYPE : (TYPES[index % TYPES.length] ?? RARE_TYPE);
  const actor = (index * 7) % ACTOR_COUNT;
  const target = Math.floor(index / PER_TARGET);
  const severity = EVENT_SEVERITIES.indexOf(EVENTS[type].severity);
  const outcome = index % 100 === 3 ? 'REFUSED' : 'SUCCESS';
  return [
    ...[newId(at), organizationId, at, 'MEMBER', logActor(actor), `Person ${actor}`, type],
    ...['ApiKey', logTarget(target), `${isRare ? 'Quarterly' : 'Import'} ${target}`],
    ...[outcome, outcome === 'REFUSED' ? 'INVALID' : '', '[]', '192.0.2.1', `r${index}`, 1, null, index, severity],
    ...[newSalts(), 'l'.repeat(44), 'm'.repeat(44)],
  ];
}
