import BetterSqlite3 from 'better-sqlite3';
import { scopesColumn } from '../../src/keys/ApiKey';
import { onServer } from '../support/engines';
import { waitUntil } from '../support/waitUntil';
import { basic } from '../support/world';
import type { Asker } from './Asker';
import { type HistoryLine, type StoredKey, storedFaults } from './historyFaults';

/** Units: keys that one document asks for. */
const KEYS_AT_ONCE = 15;

interface KeyRow {
  readonly id: string;
  readonly scopes: string;
  readonly isEnded: boolean | number;
}

/** Compares what was acknowledged with the table and with the API. Shape: a line for each thing that is wrong. */
export async function readBack(
  asker: Asker,
  adminKey: string,
  databaseUrl: string,
  lines: readonly HistoryLine[],
): Promise<string[]> {
  const lastEnd = lines.reduce((last, { end }) => Math.max(last, end), 0);
  await waitUntil('the end of all keys whose end was brought forward', () => performance.now() > lastEnd);
  const table = await tableOf(databaseUrl);
  const told = await toldOf(asker, adminKey, table);
  return [
    ...storedFaults(lines, table).map((fault) => `table: ${fault}`),
    ...storedFaults(lines, told).map((fault) => `API: ${fault}`),
  ];
}

async function tableOf(databaseUrl: string): Promise<StoredKey[]> {
  const isEnded = `"deletedAt" IS NOT NULL OR "disabledAt" IS NOT NULL OR "expiresAt" <= ${Date.now()}`;
  const statement = `SELECT "id", "scopes", (${isEnded}) AS "isEnded" FROM "api_key" WHERE "name" = 'K'`;
  const rows = (await rowsOf(databaseUrl, statement)) as readonly KeyRow[]; // As the statement selects them.
  return rows.map(({ id, scopes, isEnded: ended }) => ({
    id,
    scopes: scopesColumn.read(scopes),
    isEnded: Boolean(ended),
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
      .map(({ id }, index) => `k${index}: apiKey(id: "${id}") { id status scopes }`);
    const { answer } = await asker.query(`{ ${fields.join(' ')} }`, basic(adminKey));
    const keys: { id: string; status: string; scopes: string[] }[] = Object.values(JSON.parse(answer?.text ?? '').data);
    told.push(...keys.map(({ id, status, scopes }) => ({ id, scopes, isEnded: status !== 'ACTIVE' })));
  }
  return told;
}
