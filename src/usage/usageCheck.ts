import type { Check } from '../checks/Check';
import { fine, warning } from '../checks/Finding';
import { journalBacklog } from './journalBacklog';
import { usageFolderOf } from './usageFolderOf';

/** Units: seconds that a use may wait while a server reads journals. */
const PATIENCE_SECONDS = 60;

/** Whether what keys were used for is in the database. */
export const usageCheck: Check = {
  group: 'usage',
  name: 'journals',
  look: async ({ sql, config, now }) => {
    const folder = usageFolderOf(config);
    if (folder === null) return fine('journals', 'There are no journals: use waits in memory.');
    const { journalCount, lagSeconds } = await journalBacklog({ sql }, folder, now);
    if (journalCount === 0) return fine('journals', 'Every journal of use is counted in the database.');
    const waiting = `${journalCount} ${journalCount === 1 ? 'journal waits' : 'journals wait'} to be counted`;
    if (lagSeconds < PATIENCE_SECONDS) return fine('journals', `${waiting}.`);
    return warning(
      'journals',
      `${waiting}, for ${Math.round(lagSeconds)} seconds.`,
      'Start a server with this USAGE_JOURNAL_DIR; where one runs, its log says what fails.',
    );
  },
};
