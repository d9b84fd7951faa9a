import { ApiKeyOrder } from '../../src/keys/inputs';
import { counted } from './counted';
import type { Exchange } from './exchange';
import { type Latchkey, startLatchkey } from './Latchkey';
import type { LoadGenerator } from './LoadGenerator';
import { LISTING_FILTERS, type ListingFilter } from './listingFilters';
import { ListingPages } from './listingPages';
import { PAIR_COUNT } from './pairRow';
import { isReached, type Row, type RowResult, type RowTitle, type Stage } from './row';
import { LARGE, SMALL } from './seedSizes';
import { type Spread, spreadOf } from './spread';

/** Units: seconds of each measurement: one connection, one request after another. */
export const LISTING_SECONDS = 0.04;
const WARM_UP_SECONDS = 0.06;
const PAGE_NUMBERS = [1, 1_000];
const [UNFILTERED] = LISTING_FILTERS;

/** What came of one order and page. Units: milliseconds of a request. */
interface Combination {
  readonly order: ApiKeyOrder;
  /** The page that was asked for: the last one, where the list ends before. */
  readonly page: number;
  readonly ours: Spread;
  readonly reference: Spread;
  readonly ratio: Spread;
}

/** One row for each filter: what its worst order and page costs. */
export const LISTING_ROWS: readonly Row[] = LISTING_FILTERS.map((filter) => {
  const title: RowTitle = {
    name: `listing-${filter.name}`,
    what: `list of ${filter.what}`,
    reference: `the first page of all keys in the same order, with ${counted(SMALL.keyCount)} keys; ours is the worst of ${Object.keys(ApiKeyOrder).length} orders and of pages ${PAGE_NUMBERS.map(counted).join(' and ')} among ${counted(LARGE.listingKeyCount)} keys of one organization and ${counted(LARGE.keyCount)} in all`,
    unit: 'ms',
    target: { atMost: 1.2 },
  };
  return { ...title, measure: (stage) => measureFilter(title, filter, stage) };
});

async function measureFilter(title: RowTitle, filter: ListingFilter, stage: Stage): Promise<RowResult> {
  const { databases, load } = stage;
  const large = await startLatchkey(stage, `${title.name}-ours`, await databases.sqlite(LARGE));
  const small = await startLatchkey(stage, `${title.name}-reference`, await databases.sqlite(SMALL));
  const combinations = await measureCombinations(filter, large, small, load);
  const worst = combinations.reduce((a, b) => (b.ratio.median > a.ratio.median ? b : a));
  const middle = spreadOf(combinations.map(({ ratio }) => ratio.median)).median;
  const figures = { cpuMicroseconds: null, statementsPerRequest: null };
  const result: RowResult = {
    title: {
      ...title,
      what: `${title.what}: worst is ${worst.order}, page ${worst.page}; median ${middle.toFixed(2)}`,
    },
    ours: { ...figures, value: worst.ours, peakMemoryBytes: large.server.peakMemoryBytes() },
    reference: { ...figures, value: worst.reference, peakMemoryBytes: small.server.peakMemoryBytes() },
    ratio: worst.ratio,
    isReached: isReached(title.target, worst.ratio),
    maxLoadShare: null,
    minServerShare: null,
    details: combinations,
  };
  await Promise.all([large.server.stop(), small.server.stop()]);
  return result;
}

async function measureCombinations(
  filter: ListingFilter,
  large: Latchkey,
  small: Latchkey,
  load: LoadGenerator,
): Promise<Combination[]> {
  const [largePages, smallPages] = [new ListingPages(large.database), new ListingPages(small.database)];
  const combinations: Combination[] = [];
  for (const order of Object.values(ApiKeyOrder)) {
    const first = { filter: UNFILTERED ?? filter, order, number: 1 };
    const { exchange: reference } = await smallPages.question(small, first);
    for (const number of PAGE_NUMBERS) {
      const { number: page, exchange: ours } = await largePages.question(large, { filter, order, number });
      if (number !== 1 && page === 1) continue; // The list is one page long.
      combinations.push({ order, page, ...(await measurePair(ours, reference, load)) });
    }
  }
  largePages.close();
  smallPages.close();
  return combinations;
}

async function measurePair(
  ours: Exchange,
  reference: Exchange,
  load: LoadGenerator,
): Promise<Pick<Combination, 'ours' | 'reference' | 'ratio'>> {
  const run = async (exchange: Exchange, seconds: number): Promise<number> => {
    const groups = [{ exchanges: [exchange], connectionCount: 1 }];
    const result = await load.run({ serverName: exchange.url, groups, seconds });
    return result.groups[0]?.medianMilliseconds ?? Number.NaN;
  };
  for (const exchange of [ours, reference]) await run(exchange, WARM_UP_SECONDS);
  const [ourRuns, referenceRuns]: [number[], number[]] = [[], []];
  for (let pair = 0; pair < PAIR_COUNT; pair++) {
    ourRuns.push(await run(ours, LISTING_SECONDS));
    referenceRuns.push(await run(reference, LISTING_SECONDS));
  }
  const ratios = ourRuns.map((value, pair) => value / (referenceRuns[pair] ?? Number.NaN));
  return { ours: spreadOf(ourRuns), reference: spreadOf(referenceRuns), ratio: spreadOf(ratios) };
}
