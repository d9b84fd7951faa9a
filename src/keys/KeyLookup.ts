import { createHash } from 'node:crypto';
import { chunksOf } from '../storage/chunksOf';
import type { RunSql, Storage } from '../storage/Storage';
import type { ApiKey } from './ApiKey';
import type { Peppers } from './Peppers';
import { matchingSecret, type SecretColumns, type WorkingSecret } from './workingSecrets';

/** A key with the state of its owner. */
export type KeyRow = SecretColumns &
  Pick<ApiKey, 'id' | 'user' | 'organizationId' | 'processId' | 'name' | 'scopesText'> &
  Pick<ApiKey, 'lastUsedAt' | 'disabledAt' | 'deletedAt' | 'blockedFrom'> & {
    readonly organizationName: string;
    readonly organizationCreatedAt: number;
    readonly organizationDisabledAt: number | null;
    readonly processDeletedAt: number | null;
  };

/** What came of a lookup. Shape: `row` is undefined where no key has that `user`. */
export interface FoundKey {
  readonly row: KeyRow | undefined;
  /** The secret of the key that was given; null where it is none, and where none was given. */
  readonly secret: WorkingSecret | null;
}

interface Waiting {
  readonly user: string;
  readonly pass: string | null;
  readonly resolve: (found: FoundKey) => void;
  readonly reject: (error: unknown) => void;
}

/** Units: keys that one statement looks up. */
const MAX_USERS = 64;

const SELECT = `
  SELECT k."id", k."user", k."organizationId", k."processId", k."name", k."passDigest", k."pepperVersion", k."scopes" AS "scopesText",
         k."expiresAt", k."lastUsedAt", k."disabledAt", k."deletedAt", k."blockedFrom", k."secretNumber", k."secretUntil",
         k."otherDigest", k."otherPepperVersion", k."otherNumber", k."otherState", k."otherUntil",
         o."name" AS "organizationName", o."createdAt" AS "organizationCreatedAt",
         o."disabledAt" AS "organizationDisabledAt", p."deletedAt" AS "processDeletedAt"
  FROM "api_key" k
  JOIN "organization" o ON o."id" = k."organizationId"
  LEFT JOIN "process" p ON p."id" = k."processId"
  WHERE k."user" IN `;

/** Behind a pooler a connection may have served another version of this program, whose statement was another. */
const SELECT_NAME = createHash('sha256').update(SELECT).digest('hex').slice(0, 8);

/** Of few sizes, so that each stays prepared, and put together once. Units: keys. */
const STATEMENTS = [1, 2, 4, 8, 16, 32, MAX_USERS].map((size) => {
  const places = Array.from({ length: size }, (_each, index) => `$${index + 1}`);
  return { size, text: `${SELECT}(${places.join(', ')})`, planName: `key_lookup_${size}_${SELECT_NAME}` };
});

/**
 * Looks up the keys of all requests that came in one turn of the event loop with one statement, and checks their
 * secrets one after the other. Nothing is remembered: each statement begins after the requests that it answers came in.
 * Source: decision 029.
 */
export class KeyLookup {
  private waiting: Waiting[] = [];

  constructor(
    private readonly storage: Storage,
    private readonly peppers: Peppers,
  ) {}

  /** Finds the key of that `user`, and which of its secrets is `pass`; `null` where no secret is to be checked. */
  find(user: string, pass: string | null): Promise<FoundKey> {
    if (this.waiting.length === 0) setImmediate(() => void this.findAll());
    return new Promise((resolve, reject) => this.waiting.push({ user, pass, resolve, reject }));
  }

  private async findAll(): Promise<void> {
    const all = this.waiting;
    this.waiting = [];
    for (const some of chunksOf(all, MAX_USERS)) await this.findSome(some);
  }

  private async findSome(waiting: readonly Waiting[]): Promise<void> {
    try {
      const users = new Set(waiting.map(({ user }) => user));
      const rows = await keyRows(this.storage.sql, [...users]);
      const byUser = new Map(rows.map((row) => [row.user, row]));
      // Whoever asked goes on once the loop is over: the checks follow one another.
      for (const { user, pass, resolve } of waiting) resolve(this.check(byUser.get(user), pass));
    } catch (error) {
      for (const { reject } of waiting) reject(error);
    }
  }

  private check(row: KeyRow | undefined, pass: string | null): FoundKey {
    return { row, secret: pass === null ? null : matchingSecret(this.peppers, row, pass) };
  }
}

/** The keys of these users, those that exist. Errors: a `RangeError` for more than `MAX_USERS`. */
export function keyRows(sql: RunSql, users: readonly string[]): Promise<readonly KeyRow[]> {
  const { size, text, planName } = statementFor(users.length);
  return sql<KeyRow>(text, [...users, ...Array(size - users.length).fill('')], planName); // No key has an empty `user`.
}

function statementFor(count: number): (typeof STATEMENTS)[number] {
  const found = STATEMENTS.find(({ size }) => size >= count);
  if (!found) throw new RangeError(`One statement looks up ${MAX_USERS} keys at most.`);
  return found;
}
