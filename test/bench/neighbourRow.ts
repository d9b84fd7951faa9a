import { ApiKeyOrder } from '../../src/keys/inputs';
import { loaded } from './againstOthers';
import { counted } from './counted';
import { ask } from './exchange';
import { graphql, startLatchkey } from './Latchkey';
import { pairRow } from './pairRow';
import { firstQuery, type Questions } from './questions';
import type { Row } from './row';
import { LARGE } from './seedSizes';

const READER_COUNT = 32;
const SEARCHER_COUNT = 6;
/** Units: searches of a document: as many as the limit of aliases allows. */
const SEARCH_COUNT = 14;

/** Readers of one organization, while another searches its keys for what none of them holds: one server, in phases. */
export const neighbourRow: Row = pairRow({
  name: 'neighbour',
  what: `p99 of ${READER_COUNT} readers while ${SEARCHER_COUNT} connections of another organization search ${counted(LARGE.listingKeyCount)} keys, ${SEARCH_COUNT} times a document`,
  reference: 'the readers alone',
  unit: 'ms',
  target: { atMost: 3 },
  ratio: 'OURS_TO_REFERENCE',
  start: async (stage) => {
    const latchkey = await startLatchkey(stage, 'neighbour', await stage.databases.sqlite(LARGE));
    const readers = { connectionCount: READER_COUNT, figure: 'P99' as const };
    const others = [{ exchanges: await worstSearches(latchkey), connectionCount: SEARCHER_COUNT }];
    return {
      ours: await loaded(stage, latchkey, firstQuery, { ...readers, others }),
      reference: await loaded(stage, latchkey, firstQuery, readers),
    };
  },
});

/** A text of two characters, of which no index of trigrams knows anything, and one of three, for which it knows many keys. */
const worstSearches: Questions = async ({ server, database }) => {
  const searchFor = (text: string) =>
    `apiKeys(first: 1, filter: { text: "${text}" }, orderBy: ${ApiKeyOrder.NAME_DESC})`;
  return Promise.all(
    ['zq', 'ber'].map(async (text) => {
      const searches = Array.from(
        { length: SEARCH_COUNT },
        (_each, index) => `a${index}: ${searchFor(text)} { totalCount edges { node { id } } }`,
      );
      const question = graphql(server.url, database.plan.listing.key, { query: `{ ${searches.join(' ')} }` });
      const { body } = await ask(question);
      return { ...question, expected: { body } };
    }),
  );
};
