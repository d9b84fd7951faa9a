import BetterSqlite3 from 'better-sqlite3';
import { DAY_MS } from '../../src/clock';
import { fromNow } from './fromNow';
import { type RequestWishes, request } from './request';
import { basic } from './world';

/** What was asked for and not answered: it may have happened, whole, or not at all. */
type Doubt = 'NONE' | 'RENAME' | 'DELETE';

/** A key as the answers told of it. */
interface LedgerKey {
  readonly id: string;
  readonly value: string;
  renameCount: number;
  isDeleted: boolean;
  doubt: Doubt;
}

/** A key as the database holds it, with how often the audit log says that it was made, renamed and deleted. */
interface StoredKey {
  readonly id: string;
  readonly name: string;
  readonly isDeleted: number;
  readonly createCount: number;
  readonly renameCount: number;
  readonly deleteCount: number;
}

/** Where to write, and as whom. */
export interface WriteTarget {
  readonly url: string;
  readonly key: string;
}

const STORED_KEYS = `
  SELECT k."id", k."name", k."deletedAt" IS NOT NULL AS "isDeleted", IFNULL(e."createCount", 0) AS "createCount",
         IFNULL(e."renameCount", 0) AS "renameCount", IFNULL(e."deleteCount", 0) AS "deleteCount"
  FROM "api_key" k LEFT JOIN (
    SELECT "targetId", SUM("type" = 'api_key.created') AS "createCount", SUM("type" = 'api_key.updated') AS "renameCount",
           SUM("type" = 'api_key.deleted') AS "deleteCount"
    FROM "audit_event" WHERE "outcome" = 'SUCCESS' GROUP BY "targetId"
  ) e ON e."targetId" = k."id"
  WHERE k."name" <> 'First key'`;

const EVENTS_OF_NOTHING = `
  SELECT "type", "targetId" FROM "audit_event"
  WHERE "type" LIKE 'api_key.%' AND "outcome" = 'SUCCESS' AND "targetId" NOT IN (SELECT "id" FROM "api_key")`;

const EXPIRES_AT = fromNow(DAY_MS);

/**
 * Makes, renames and deletes keys over HTTP, writes down what was acknowledged, and says what of it a database lacks.
 * Shape: a key that was renamed n times is called `key n`.
 */
export class KeyLedger {
  private readonly keys = new Map<string, LedgerKey>();
  private readonly strays = new Set<string>();
  private createsInDoubt = 0;
  acknowledgedCount = 0;

  /** Writes until no answer comes any more. Errors: an answer that is not one of success. */
  async writeUntilSilence(target: WriteTarget, random: () => number, maxWrites: number): Promise<void> {
    const mine: LedgerKey[] = [];
    for (let count = 0; count < maxWrites; count += 1) {
      const key = mine[Math.floor(random() * mine.length)];
      const choice = key ? random() : 0;
      const isAnswered =
        !key || choice < 0.5 ? await this.create(target, mine) : await this.change(target, key, choice);
      if (!isAnswered) return;
      if (key?.isDeleted) mine.splice(mine.indexOf(key), 1);
      this.acknowledgedCount += 1;
    }
  }

  /** The values of the keys that were made and not deleted, the youngest last. */
  livingValues(): string[] {
    return [...this.keys.values()].filter(({ isDeleted }) => !isDeleted).map(({ value }) => value);
  }

  /** The values of the keys that were deleted. */
  deletedValues(): string[] {
    return [...this.keys.values()].filter(({ isDeleted }) => isDeleted).map(({ value }) => value);
  }

  /** Compares with the database, and settles what was in doubt. Shape: a line for each thing that is wrong. */
  faultsOf(file: string): string[] {
    const database = new BetterSqlite3(file, { readonly: true });
    try {
      const integrity = database.pragma('integrity_check', { simple: true });
      const stored = database.prepare<[], StoredKey>(STORED_KEYS).all();
      const orphans = database.prepare(EVENTS_OF_NOTHING).all();
      return [
        ...(integrity === 'ok' ? [] : [`integrity_check: ${integrity}`]),
        ...orphans.map((event) => `an audit row of nothing: ${JSON.stringify(event)}`),
        ...stored.filter((key) => !isWhole(key)).map((key) => `half a change: ${JSON.stringify(key)}`),
        ...this.lost(new Map(stored.map((key) => [key.id, key]))),
        ...this.fromNowhere(stored),
      ];
    } finally {
      database.close();
    }
  }

  private lost(stored: ReadonlyMap<string, StoredKey>): string[] {
    return [...this.keys.values()].flatMap((key) => {
      const found = stored.get(key.id);
      if (!found) return [`lost: the making of ${key.id}`];
      const { doubt } = key;
      const maxRenames = key.renameCount + (doubt === 'RENAME' ? 1 : 0);
      const isRenamed = found.renameCount >= key.renameCount && found.renameCount <= maxRenames;
      const isDeleted = found.isDeleted === 1;
      const isEnded = isDeleted === key.isDeleted || (isDeleted && doubt === 'DELETE');
      const fault = isRenamed && isEnded ? [] : [`lost: ${JSON.stringify(key)} is ${JSON.stringify(found)}`];
      Object.assign(key, { renameCount: found.renameCount, isDeleted, doubt: 'NONE' });
      return fault;
    });
  }

  /** Keys that nobody was told of: at most one for each making that was not answered. */
  private fromNowhere(stored: readonly StoredKey[]): string[] {
    const unknown = stored.filter(({ id }) => !this.keys.has(id) && !this.strays.has(id));
    for (const { id } of unknown) this.strays.add(id);
    const allowed = this.createsInDoubt;
    this.createsInDoubt = 0;
    return unknown.length <= allowed ? [] : [`${unknown.length} keys that nobody made, of ${allowed} in doubt`];
  }

  private async create(target: WriteTarget, mine: LedgerKey[]): Promise<boolean> {
    const payload = await mutate(
      target,
      `createApiKey(input: { name: "key 0", scopes: ["workspace.process:read"], expiresAt: "${EXPIRES_AT}" })
         { apiKey { id } secret { value } userErrors { message } }`,
    );
    if (payload === null) {
      this.createsInDoubt += 1;
      return false;
    }
    const { apiKey, secret } = payload;
    const key: LedgerKey = { id: apiKey.id, value: secret.value, renameCount: 0, isDeleted: false, doubt: 'NONE' };
    this.keys.set(key.id, key);
    mine.push(key);
    return true;
  }

  private async change(target: WriteTarget, key: LedgerKey, choice: number): Promise<boolean> {
    const isRename = choice < 0.8;
    key.doubt = isRename ? 'RENAME' : 'DELETE';
    const renaming = `updateApiKey(input: { id: "${key.id}", name: "key ${key.renameCount + 1}" })`;
    const deleting = `deleteApiKey(input: { id: "${key.id}" })`;
    const payload = await mutate(target, `${isRename ? renaming : deleting} { userErrors { message } }`);
    if (payload === null) return false;
    Object.assign(key, isRename ? { renameCount: key.renameCount + 1 } : { isDeleted: true }, { doubt: 'NONE' });
    return true;
  }
}

/** Whether a row and the audit log tell the same story. */
function isWhole({ name, isDeleted, createCount, renameCount, deleteCount }: StoredKey): boolean {
  return createCount === 1 && name === `key ${renameCount}` && isDeleted === deleteCount;
}

/** Shape: what the mutation answered; null if nothing answered. Errors: any answer but that of success. */
async function mutate({ url, key }: WriteTarget, mutation: string) {
  const wishes: RequestWishes = {
    method: 'POST',
    path: '/graphql',
    headers: { 'content-type': 'application/json', authorization: basic(key) },
    body: JSON.stringify({ query: `mutation { answer: ${mutation} }` }),
  };
  const response = await request(url, wishes).catch(() => null);
  if (response === null) return null;
  const payload = JSON.parse(response.text).data?.answer;
  if (response.status !== 200 || payload?.userErrors.length !== 0) throw new Error(`refused: ${response.text}`);
  return payload;
}
