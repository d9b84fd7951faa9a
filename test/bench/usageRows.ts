import path from 'node:path';
import { loaded, OTHER_BUILD_PAIR_COUNT } from './againstOthers';
import { startLatchkey } from './Latchkey';
import { pairRow } from './pairRow';
import { firstQuery, type Questions, verifyMany, verifyOne } from './questions';
import type { Row } from './row';
import { SMALL } from './seedSizes';

const WITHOUT_USE = path.join(__dirname, 'serveWithoutUse.js');

/** What counting the use of keys costs a request. */
export const USAGE_ROWS: readonly Row[] = [
  usageRow('usage-first-query', "the README's first query, with use counted", 0.97, firstQuery),
  usageRow('usage-verify', '/verify of a key, with use counted', 0.97, verifyOne),
  usageRow('usage-verify-many', `/verify of ${SMALL.workingKeyCount} keys in turn, with use counted`, null, verifyMany),
];

function usageRow(name: string, what: string, atLeast: number | null, questions: Questions): Row {
  return pairRow({
    ...{ name, what, reference: 'ours where no use is counted', unit: 'per second' },
    target: atLeast === null ? null : { atLeast },
    ratio: 'OURS_TO_REFERENCE',
    pairCount: OTHER_BUILD_PAIR_COUNT,
    start: async (stage) => {
      const database = await stage.databases.sqlite(SMALL);
      const ours = await startLatchkey(stage, `${name}-ours`, database);
      const reference = await startLatchkey(stage, `${name}-reference`, database, WITHOUT_USE);
      return { ours: await loaded(stage, ours, questions), reference: await loaded(stage, reference, questions) };
    },
  });
}
