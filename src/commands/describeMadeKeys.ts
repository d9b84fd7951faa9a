import type { MadeKey } from '../keys/madeKeys';
import { instantText } from '../scalars/DateTime';
import { table } from './print';

/** Units: keys that are shown to people; `--json` has all. */
const MAX_SHOWN = 100;

/** A key that goes on, as `--json` prints it. */
export function madeKeyJson({ id, name, organizationId, createdAt }: MadeKey) {
  return { id, name, organizationId, createdAt: instantText(createdAt) };
}

/** Lists keys that go on, with what ends each. Shape: empty where there are none. */
export function describeMadeKeys(what: string, keys: readonly MadeKey[]): string {
  if (keys.length === 0) return '';
  const rows = keys.slice(0, MAX_SHOWN).map(({ id, name, organizationId, createdAt }) => {
    return [instantText(createdAt), `latchkey keys delete ${id} --organization ${organizationId}`, name];
  });
  const rest = keys.length > MAX_SHOWN ? [`${keys.length - MAX_SHOWN} more: --json lists all.`] : [];
  return [`${what} To end one, run its command:`, table([['CREATED', 'COMMAND', 'NAME'], ...rows]), ...rest].join('\n');
}
