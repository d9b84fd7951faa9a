import type { RunSql } from '../storage/Storage';
import type { KeyValue } from './keyValue';

/** Units: tries to find a lookup id that no key has; one is enough but for a broken source of randomness. */
const USER_TRIES = 5;

/** The value of a new key, with a `user` that no key has. */
export async function unusedValue(sql: RunSql, generate: () => KeyValue): Promise<KeyValue> {
  for (let tries = 1; ; tries += 1) {
    const value = generate();
    const taken = await sql('SELECT "id" FROM "api_key" WHERE "user" = $1', [value.user]);
    if (taken.length === 0 || tries >= USER_TRIES) return value; // The unique index has the last word.
  }
}
