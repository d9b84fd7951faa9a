import type { Check } from '../checks/Check';
import { failure, fine } from '../checks/Finding';
import { CLOSE_OPENINGS, leftOpenings, openingSentence } from './leftOpenings';

/** Whether the triggers keep the rows of the audit log from being changed. */
export const openingCheck: Check = {
  group: 'seal',
  name: 'openings',
  look: async ({ sql }) => {
    const purposes = await leftOpenings(sql);
    if (purposes.length === 0) return fine('openings', 'Nothing opens the audit log to changes.');
    return failure('openings', openingSentence(purposes), CLOSE_OPENINGS);
  },
};
