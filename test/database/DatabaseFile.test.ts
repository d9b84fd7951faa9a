import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
} from 'node:fs';
import path from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import type { Database } from '../../src/database/Database';
import { DatabaseFile } from '../../src/database/DatabaseFile';
import { StatementError } from '../../src/database/failures';
import { SqliteStatements } from '../../src/database/SqliteStatements';
import { SqliteWriter } from '../../src/database/SqliteWriter';
import { newId } from '../../src/id';
import { openDatabase } from '../../src/running/openDatabase';
import type { RunSql, SqlValue, Transaction } from '../../src/storage/Storage';
import { freshLocation } from '../support/engines';
import { endAfter } from '../support/leftOpen';
import { newFolder } from '../support/program';
import { waitUntil } from '../support/waitUntil';
import { NOW } from '../support/world';

const INSERT = 'INSERT INTO "organization" ("id", "name", "createdAt") VALUES ($1, $2, $3)';
const NAMES = 'SELECT "name" FROM "organization" ORDER BY "name"';
const MOVED = { code: 'SQLITE_READONLY_DBMOVED' };
const REMEDY =
  'Nothing is read or written until a restart: stop every process on this database, put back the file together with those that belong to it (-wal, -shm), and start again.';

/** Writes as a process that begins after the harm. */
const STRANGER = `
  const [driver, file] = process.argv.slice(1);
  const database = new (require(driver))(file);
  database.exec("INSERT INTO organization (id, name, createdAt) VALUES ('stranger', 'stranger', 0)");
  database.close();
`;

/** Copies in another process: to close a file here would end SQLite's locks on it. */
function copy(from: string, to: string): void {
  execFileSync('cp', [from, to]);
}

/** What may happen to a database. Shape: `ending` is of the file it happened to, `fate` is told, `lies` where the file is then. */
interface Harm {
  readonly ending: '' | '-wal' | '-shm';
  readonly fate: 'deleted or moved' | 'replaced by another file' | 'emptied';
  readonly lies: ((file: string) => string) | null;
  readonly happen: (file: string) => void;
}

const inPlace = (file: string): string => file;

/** A link in another folder. */
function linkTo(file: string): string {
  const folder = `${path.dirname(file)}.links`;
  mkdirSync(folder);
  const link = path.join(folder, 'named.sqlite');
  symlinkSync(file, link);
  return link;
}

const HARMS: Readonly<Record<string, Harm>> = {
  'the file is deleted': { ending: '', fate: 'deleted or moved', lies: null, happen: (file) => unlinkSync(file) },
  'the file is moved away': {
    ending: '',
    fate: 'deleted or moved',
    lies: (file) => {
      renameSync(`${file}.away`, file); // Together again with what belongs to it.
      return file;
    },
    happen: (file) => renameSync(file, `${file}.away`),
  },
  'the file is replaced by a copy': {
    ending: '',
    fate: 'replaced by another file',
    lies: inPlace,
    happen: (file) => {
      copy(file, `${file}.copy`);
      renameSync(`${file}.copy`, file);
    },
  },
  'the file is emptied': {
    ending: '',
    fate: 'emptied',
    lies: null,
    happen: (file) => truncateSync(file),
  },
  'the folder is moved away': {
    ending: '',
    fate: 'deleted or moved',
    lies: (file) => path.join(`${path.dirname(file)}.away`, path.basename(file)),
    happen: (file) => renameSync(path.dirname(file), `${path.dirname(file)}.away`),
  },
  'the folder is replaced by an empty one': {
    ending: '',
    fate: 'deleted or moved',
    lies: (file) => path.join(`${path.dirname(file)}.away`, path.basename(file)),
    happen: (file) => {
      renameSync(path.dirname(file), `${path.dirname(file)}.away`);
      execFileSync('mkdir', [path.dirname(file)]);
    },
  },
  '-wal is deleted': {
    ending: '-wal',
    fate: 'deleted or moved',
    lies: inPlace,
    happen: (file) => unlinkSync(`${file}-wal`),
  },
  '-wal is replaced': {
    ending: '-wal',
    fate: 'replaced by another file',
    lies: inPlace,
    happen: (file) => {
      copy(`${file}-wal`, `${file}.copy`);
      renameSync(`${file}.copy`, `${file}-wal`);
    },
  },
  '-wal and -shm are deleted': {
    ending: '-wal',
    fate: 'deleted or moved',
    lies: inPlace,
    happen: (file) => {
      for (const ending of ['-wal', '-shm']) unlinkSync(file + ending);
    },
  },
  '-shm is deleted': {
    ending: '-shm',
    fate: 'deleted or moved',
    lies: inPlace,
    happen: (file) => unlinkSync(`${file}-shm`),
  },
};

/** A new database in a folder of its own. */
async function newFile(): Promise<string> {
  const location = await freshLocation('sqlite');
  const file = path.join(await newFolder(), 'latchkey.sqlite');
  if (location.engine === 'sqlite') renameSync(location.file, file);
  return file;
}

/** Opens a new database in a folder of its own, which is closed after the test. */
async function opened(place: (file: string) => string = inPlace) {
  const file = await newFile();
  const database = await openDatabase({ engine: 'sqlite', file: place(file) });
  endAfter('test', () => database.close());
  const told: string[] = [];
  database.tellLoss((sentence) => told.push(sentence));
  return { file, database, told };
}

/** The same, named by a link. */
async function openedThroughLink() {
  let link = '';
  const parts = await opened((target) => {
    link = linkTo(target);
    return link;
  });
  return { ...parts, link };
}

function add(database: Database, name: string): Promise<unknown> {
  return database.write(({ sql }) => sql(INSERT, [newId(NOW), name, NOW]));
}

/** What a process that begins now finds in a file. */
function namesIn(file: string): unknown[] {
  const connection = new BetterSqlite3(file);
  try {
    expect(connection.pragma('integrity_check', { simple: true })).toBe('ok');
    return connection.prepare(NAMES).pluck().all();
  } finally {
    connection.close();
  }
}

/** Whether reads are refused, which rely on a look for a moment. */
async function refusesReads(database: Database): Promise<boolean> {
  return database.sql(NAMES, []).then(
    () => false,
    ({ code }) => code === MOVED.code,
  );
}

/** A connection of the test's own to a new database. Shape: `said` is what it ran. */
async function connected(place: (file: string) => string = inPlace) {
  const file = place(await newFile());
  const said: string[] = [];
  const connection = new BetterSqlite3(file, { timeout: 20, verbose: (text) => said.push(String(text)) });
  endAfter('test', () => connection.close());
  connection.pragma('journal_mode = WAL');
  connection.prepare(NAMES).all();
  return { file, connection, said };
}

const itWithProc = existsSync('/proc/self/fd') ? it : it.skip;

/** Where a link leads. Shape: null where it is none any more. */
function linkOf(link: string): string | null {
  try {
    return readlinkSync(link);
  } catch {
    return null;
  }
}

describe.each([
  ['by its own name', inPlace],
  ['by a link', linkTo],
])('a SQLite database that is open, named %s,', (_how, place) => {
  it.each(Object.entries(HARMS))('where %s takes no write, and loses none that it took', async (_what, harm) => {
    const { file, database, told } = await opened(place);
    await Promise.all(['a', 'b'].map((name) => add(database, name)));
    expect(await database.isReady()).toBe(true);
    harm.happen(file);
    expect(await Promise.allSettled(['late', 'later'].map((name) => add(database, name)))).toMatchObject([
      { status: 'rejected', reason: MOVED },
      { status: 'rejected', reason: MOVED },
    ]);
    expect(await database.isReady()).toBe(false);
    await expect(database.sql(NAMES, [])).rejects.toMatchObject(MOVED);
    await database.close();
    expect(told).toEqual([`The database file ${file}${harm.ending} was ${harm.fate} while it was open. ${REMEDY}`]);
    if (harm.lies) expect(namesIn(harm.lies(file))).toEqual(['a', 'b']);
  });
});

describe('a SQLite database that is open', () => {
  it('answers nothing from a file that is gone, not even what it remembers', async () => {
    const { file, database, told } = await opened();
    await add(database, 'a');
    expect(await database.sql(NAMES, [])).toEqual([{ name: 'a' }]);
    unlinkSync(file);
    await waitUntil('a refusal', () => refusesReads(database));
    expect(told).toHaveLength(1);
  });

  it('is lost for good, even where the file comes back', async () => {
    const { file, database, told } = await opened();
    renameSync(file, `${file}.away`);
    expect(await database.isReady()).toBe(false);
    renameSync(`${file}.away`, file);
    expect(await database.isReady()).toBe(false);
    await expect(add(database, 'late')).rejects.toMatchObject(MOVED);
    expect(told).toHaveLength(1);
  });

  it('is followed through a link, and lost where the link leads elsewhere', async () => {
    const { file, database, link } = await openedThroughLink();
    await add(database, 'a');
    expect(await database.isReady()).toBe(true);
    copy(file, `${file}.other`);
    unlinkSync(link);
    symlinkSync(`${file}.other`, link);
    await expect(add(database, 'late')).rejects.toMatchObject(MOVED);
  });

  it('is lost where it is moved without its -wal, and the link that names it follows', async () => {
    const { file, database, link } = await openedThroughLink();
    await add(database, 'a');
    renameSync(file, `${file}.moved`);
    unlinkSync(link);
    symlinkSync(`${file}.moved`, link);
    await expect(add(database, 'late')).rejects.toMatchObject(MOVED);
  });

  it('writes nothing where the file goes while it writes', async () => {
    const { file, database } = await opened();
    const work = async ({ sql }: Transaction): Promise<void> => {
      await sql(INSERT, [newId(NOW), 'late', NOW]);
      renameSync(file, `${file}.away`);
    };
    await expect(database.write(work)).rejects.toMatchObject(MOVED);
    await database.close();
    renameSync(`${file}.away`, file);
    expect(namesIn(file)).toEqual([]);
  });

  it('writes what only a deleted -wal holds into the file, also where it goes while it writes', async () => {
    const { file, database } = await opened();
    await add(database, 'a');
    await expect(database.write(async () => unlinkSync(`${file}-wal`))).rejects.toMatchObject(MOVED);
    expect(await database.isReady()).toBe(false);
    copy(file, `${file}.copy`); // As if the process were killed now.
    expect(namesIn(`${file}.copy`)).toEqual(['a']);
  });

  itWithProc('can be copied from the process as long as that runs, also where it was deleted', async () => {
    const { file, database } = await opened();
    await add(database, 'a');
    for (const ending of ['', '-wal', '-shm']) unlinkSync(file + ending);
    expect(await database.isReady()).toBe(false);
    const folder = `/proc/${process.pid}/fd`;
    for (const ending of ['', '-wal']) {
      const isDeleted = (descriptor: string) => linkOf(path.join(folder, descriptor)) === `${file}${ending} (deleted)`;
      copy(path.join(folder, readdirSync(folder).find(isDeleted) ?? ''), `${file}.saved${ending}`);
    }
    expect(namesIn(`${file}.saved`)).toEqual(['a']);
  });

  it('is not lost where it was closed, and its -wal with it', async () => {
    const { database, told } = await opened();
    await add(database, 'a');
    await database.close();
    expect(await database.isReady()).toBe(false);
    await expect(database.sql(NAMES, [])).rejects.toThrow('The database connection is not open');
    await database.close();
    expect(told).toEqual([]);
  });

  it('leaves what others put into its place alone when it closes', async () => {
    const { file, database } = await opened();
    await add(database, 'a');
    for (const ending of ['-wal', '-shm']) renameSync(file + ending, `${file}${ending}.away`);
    // It cannot write back what it wrote as long as our process has the file open.
    execFileSync(process.execPath, ['-e', STRANGER, require.resolve('better-sqlite3'), file]);
    await expect(add(database, 'late')).rejects.toMatchObject(MOVED);
    await database.close();
    expect(namesIn(file)).toEqual(['stranger']);
  });
});

describe('a connection', () => {
  it('is not relied on where a file beside its own went before the first look', async () => {
    const { file, connection } = await connected();
    unlinkSync(`${file}-wal`);
    expect(() => new DatabaseFile(file, connection)).toThrow(`The database file ${file}-wal was deleted or moved`);
  });

  it('is not relied on where the link that names its file was turned before the first look', async () => {
    const { file, connection } = await connected(linkTo);
    unlinkSync(file);
    copy((await connected()).file, file);
    expect(() => new DatabaseFile(file, connection)).toThrow(`The database file ${file} was replaced by another file`);
  });
});

describe('a deleted -wal that another process keeps from being rescued', () => {
  it('is tried again once a second, and at the end', async () => {
    const { file, connection, said } = await connected();
    const watched = new DatabaseFile(file, connection);
    const other = new BetterSqlite3(file);
    endAfter('test', () => other.close());
    other.exec('BEGIN');
    other.prepare(NAMES).all();
    // The other sees the database as it was before this.
    connection.prepare(INSERT.replace(/\$\d/g, '?')).run(newId(NOW), 'a', NOW);
    const countTries = () => said.filter((text) => text.includes('wal_checkpoint')).length;
    unlinkSync(`${file}-wal`);
    const begunAt = performance.now();
    for (let reads = 0; reads < 50; reads += 1) expect(() => watched.assertThereOfLate()).toThrow(StatementError);
    expect(countTries()).toBeLessThanOrEqual(1 + (performance.now() - begunAt) / 1000);
    await waitUntil('another try', () => {
      expect(() => watched.assertThere()).toThrow(StatementError);
      return countTries() > 1;
    });
    other.exec('COMMIT');
    expect(watched.isLostAtLast()).toBe(true);
    copy(file, `${file}.copy`);
    expect(namesIn(`${file}.copy`)).toEqual(['a']);
  });
});

describe("SQLite's writer", () => {
  it('tells nobody of success where the file went while the disk took the writes', async () => {
    const { file, database } = await opened();
    const connection = new BetterSqlite3(file);
    connection.prepare(NAMES).all();
    const watched = new DatabaseFile(file, connection);
    const placesOf = (text: string) => ({
      text: text.replace(/\$\d/g, '?'),
      order: text.includes('$') ? [0, 1, 2] : [],
    });
    const statements = new SqliteStatements(connection, placesOf, watched);
    let tries = 0;
    const sql: RunSql = async <Row>(text: string, values: readonly SqlValue[]) => {
      const rows = statements.run(text, values);
      if (text === 'COMMIT') renameSync(file, `${file}.away`);
      return rows as readonly Row[];
    };
    const writer = new SqliteWriter({ manager: database.writer.manager, sql }, () => statements.changeCount(), watched);
    const write = (name: string) =>
      writer.write((own) => {
        tries += 1;
        return own.sql(INSERT, [newId(NOW), name, NOW]);
      });
    expect(await Promise.allSettled([write('a'), write('b')])).toMatchObject([
      { status: 'rejected', reason: MOVED },
      { status: 'rejected', reason: MOVED },
    ]);
    expect(tries).toBe(2); // What may have been written is not tried again.
    connection.close();
  });
});
