import BetterSqlite3 from 'better-sqlite3';
import { scopesColumn } from '../../src/keys/scopesColumn';
import { onServer } from '../support/engines';
import { waitUntil } from '../support/waitUntil';
import { basic } from '../support/world';
import type { Asker } from './Asker';
import type { HistoryLine, StoredKey } from './HistoryLine';
import { storedFaults } from './historyFaults';

/** Units: keys that one document asks for. */
const KEYS_AT_ONCE = 15;

interface KeyRow {
  readonly id: string;
  readonly scopes: string;
  readonly isEnded: boolean | number;
  readonly secretNumber: number;
  readonly otherNumber: number | null;
}

/** A key as the API tells of it. */
interface ToldKey {
  readonly id: string;
  readonly status: string;
  readonly scopes: readonly string[];
  readonly secrets: readonly { readonly number: number; readonly state: string }[];
}

const WORKING_STATES = ['PENDING', 'CURRENT', 'RETIRING'];

/** Compares what was acknowledged with the table and with the API. Shape: a line for each thing that is wrong. */
export async function readBack(
  asker: Asker,
  adminKey: string,
  databaseUrl: string,
  lines: readonly HistoryLine[],
): Promise<string[]> {
  const lastEnd = lines.reduce((last, { end }) => (end < Infinity ? Math.max(last, end) : last), 0);
  await waitUntil('the end of all keys and secrets that end soon', () => performance.now() > lastEnd);
  const table = await tableOf(databaseUrl);
  const told = await toldOf(asker, adminKey, table);
  return [
    ...storedFaults(lines, table).map((fault) => `table: ${fault}`),
    ...storedFaults(lines, told).map((fault) => `API: ${fault}`),
  ];
}

async function tableOf(databaseUrl: string): Promise<StoredKey[]> {
  const now = Date.now();
  const isEnded = `"deletedAt" IS NOT NULL OR "disabledAt" IS NOT NULL OR "expiresAt" <= ${now}`;
  const other = `CASE WHEN "otherUntil" IS NULL OR "otherUntil" > ${now} THEN "otherNumber" END AS "otherNumber"`;
  const columns = `"id", "scopes", (${isEnded}) AS "isEnded", "secretNumber", ${other}`;
  const statement = `SELECT ${columns} FROM "api_key" WHERE "name" = 'K'`;
  const rows = (await rowsOf(databaseUrl, statement)) as readonly KeyRow[]; // As the statement selects them.
  return rows.map(({ id, scopes, isEnded: ended, secretNumber, otherNumber }) => ({
    id,
    scopes: scopesColumn.read(scopes),
    numbers: ended ? [] : [secretNumber, ...(otherNumber === null ? [] : [otherNumber])],
  }));
}

async function rowsOf(databaseUrl: string, statement: string): Promise<readonly unknown[]> {
  const file = /^sqlite:(.+)$/.exec(databaseUrl)?.[1];
  if (file === undefined) return onServer(statement, new URL(databaseUrl).pathname.slice(1));
  const database = new BetterSqlite3(file, { readonly: true });
  try {
    return database.prepare(statement).all();
  } finally {
    database.close();
  }
}

async function toldOf(asker: Asker, adminKey: string, stored: readonly StoredKey[]): Promise<StoredKey[]> {
  const told: StoredKey[] = [];
  for (let start = 0; start < stored.length; start += KEYS_AT_ONCE) {
    const fields = stored
      .slice(start, start + KEYS_AT_ONCE)
      .map(({ id }, index) => `k${index}: apiKey(id: "${id}") { id status scopes secrets { number state } }`);
    const { answer } = await asker.query(`{ ${fields.join(' ')} }`, basic(adminKey));
    told.push(...Object.values<ToldKey>(JSON.parse(answer?.text ?? '').data).map(asStored));
  }
  return told;
}

function asStored({ id, status, scopes, secrets }: ToldKey): StoredKey {
  const working = secrets.filter(({ state }) => WORKING_STATES.includes(state)).map(({ number }) => number);
  return { id, scopes, numbers: status === 'ACTIVE' ? working : [] };
}
