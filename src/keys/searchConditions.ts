import { SCOPE_NAME_PATTERN } from '../access/ScopeName';
import { containing } from '../names';
import { type Condition, NEVER } from '../storage/select';
import type { ApiKeyFilter } from './inputs';

/** The conditions of a text and a scope that keys are searched for. */
export function searchConditions({ text, scope }: Pick<ApiKeyFilter, 'text' | 'scope'>): Condition[] {
  const where: Condition[] = [];
  if (scope != null) {
    // Said so that PostgreSQL does not guess how few hold it: it would rather read the whole table, of all organizations.
    const sql = `REPLACE("scopes", ?, '') <> "scopes"`;
    where.push(SCOPE_NAME_PATTERN.test(scope) ? { sql, values: [` ${scope} `], isFilter: true } : NEVER);
  }
  if (text != null) {
    const pattern = containing(text);
    const sql = `("sortName" LIKE ? ESCAPE '!' OR LOWER("user" COLLATE "BINARY") LIKE ? ESCAPE '!')`;
    where.push({ sql, values: [pattern, pattern], isFilter: true });
  }
  return where;
}
