import type { Check } from '../checks/Check';
import { fine, warning } from '../checks/Finding';
import { sealLag, unsealedCount } from './sealState';

/** Units: milliseconds that a row may wait while a server seals. */
const PATIENCE_MS = 60_000;

/** Whether the rows of the audit log are sealed. */
export const sealCheck: Check = {
  group: 'seal',
  name: 'rows',
  look: async ({ sql, now }) => {
    const count = await unsealedCount({ sql });
    if (count === 0) return fine('rows', 'Every row of the audit log is sealed.');
    const lagMs = await sealLag({ sql }, now);
    const waiting = `${count} ${count === 1 ? 'row' : 'rows'} of the audit log`;
    if (lagMs < PATIENCE_MS) return fine('rows', `${waiting} will be sealed in a moment.`);
    return warning(
      'rows',
      `${waiting} ${count === 1 ? 'is' : 'are'} not sealed, the oldest for ${Math.round(lagMs / 1_000)} seconds.`,
      'Start a server; where one runs, its log says what is not sealed.',
    );
  },
};
