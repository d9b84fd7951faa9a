import path from 'node:path';
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

/** Both read what they are asked each time: what they remember would be as fast in any database. */
const WITHOUT_MEMORY = path.join(__dirname, 'serveWithoutMemory.js');
/** Units: seconds of each measurement: one connection, one request after another. */
export const LISTING_SECONDS = 0.2;
/** Units: seconds of each measurement in search of the worst, which is then measured anew: the worst of many is chance. */
const SEARCH_SECONDS = 0.04;
const WARM_UP_SECONDS = 0.06;
/** Units: seconds of warming up a server, so that no order is the worst for being the first. */
const FIRST_WARM_UP_SECONDS = 1;
const PAGE_NUMBERS = [1, 1_000];
const [UNFILTERED] = LISTING_FILTERS;

/** One order and page, as it is asked of both. */
interface Candidate {
  readonly order: ApiKeyOrder;
  /** The page that is asked for: the last one, where the list ends before. */
  readonly page: number;
  readonly ours: Exchange;
  readonly reference: Exchange;
}

/** What came of one. Units: milliseconds of a request. */
interface Combination {
  readonly candidate: Candidate;
  readonly ours: Spread;
  readonly reference: Spread;
  readonly ratio: Spread;
}

/** One row for each filter: what its worst order and page costs. */
export const LISTING_ROWS: readonly Row[] = LISTING_FILTERS.map((filter) => {
  const title: RowTitle = {
    name: `listing-${filter.name}`,
    what: `list of ${filter.what}`,
    reference: `the first page of all keys in the same order, with ${counted(SMALL.keyCount)} keys; ours is the worst of ${Object.keys(ApiKeyOrder).length} orders and of pages ${PAGE_NUMBERS.map(counted).join(' and ')} among ${counted(LARGE.listingKeyCount)} keys of one organization and ${counted(LARGE.keyCount)} in all; neither remembers what it has read`,
    unit: 'ms',
    target: { atMost: filter.isFound ? 3 : 1.2 },
  };
  return { ...title, measure: (stage) => measureFilter(title, filter, stage) };
});

async function measureFilter(title: RowTitle, filter: ListingFilter, stage: Stage): Promise<RowResult> {
  const { databases, load } = stage;
  const large = await startLatchkey(stage, `${title.name}-ours`, await databases.sqlite(LARGE), WITHOUT_MEMORY);
  const small = await startLatchkey(stage, `${title.name}-reference`, await databases.sqlite(SMALL), WITHOUT_MEMORY);
  const candidates = await candidatesOf(filter, large, small);
  for (const { ours, reference } of candidates.slice(0, 1)) {
    for (const exchange of [ours, reference]) await run(exchange, FIRST_WARM_UP_SECONDS, load);
  }
  const found: Combination[] = [];
  for (const candidate of candidates) found.push(await measurePair(candidate, SEARCH_SECONDS, load));
  const { candidate } = found.reduce((a, b) => (b.ratio.median > a.ratio.median ? b : a));
  const worst = await measurePair(candidate, LISTING_SECONDS, load);
  const middle = spreadOf(found.map(({ ratio }) => ratio.median)).median;
  const figures = { cpuMicroseconds: null, statementsPerRequest: null };
  const result: RowResult = {
    title: {
      ...title,
      what: `${title.what}: worst is ${candidate.order}, page ${candidate.page}; median ${middle.toFixed(2)}`,
    },
    ours: { ...figures, value: worst.ours, peakMemoryBytes: large.server.peakMemoryBytes() },
    reference: { ...figures, value: worst.reference, peakMemoryBytes: small.server.peakMemoryBytes() },
    ratio: worst.ratio,
    isReached: isReached(title.target, worst.ratio),
    maxLoadShare: null,
    minServerShare: null,
    details: found.map(({ candidate: { order, page }, ours, reference, ratio }) => ({
      order,
      page,
      ours,
      reference,
      ratio,
    })),
  };
  await Promise.all([large.server.stop(), small.server.stop()]);
  return result;
}

/** Every order and page of a list, each with the first page of all keys in that order. */
async function candidatesOf(filter: ListingFilter, large: Latchkey, small: Latchkey): Promise<Candidate[]> {
  const [largePages, smallPages] = [new ListingPages(large.database), new ListingPages(small.database)];
  const candidates: Candidate[] = [];
  for (const order of Object.values(ApiKeyOrder)) {
    const first = { filter: UNFILTERED ?? filter, order, number: 1 };
    const { exchange: reference } = await smallPages.question(small, first);
    for (const number of PAGE_NUMBERS) {
      const { number: page, exchange: ours } = await largePages.question(large, { filter, order, number });
      if (number !== 1 && page === 1) continue; // The list is one page long.
      candidates.push({ order, page, ours, reference });
    }
  }
  largePages.close();
  smallPages.close();
  return candidates;
}

async function measurePair(candidate: Candidate, seconds: number, load: LoadGenerator): Promise<Combination> {
  const { ours, reference } = candidate;
  for (const exchange of [ours, reference]) await run(exchange, WARM_UP_SECONDS, load);
  const [ourRuns, referenceRuns]: [number[], number[]] = [[], []];
  for (let pair = 0; pair < PAIR_COUNT; pair++) {
    ourRuns.push(await run(ours, seconds, load));
    referenceRuns.push(await run(reference, seconds, load));
  }
  const ratios = ourRuns.map((value, pair) => value / (referenceRuns[pair] ?? Number.NaN));
  return { candidate, ours: spreadOf(ourRuns), reference: spreadOf(referenceRuns), ratio: spreadOf(ratios) };
}

/** Asks the same again and again. Units: milliseconds of the median request. */
async function run(exchange: Exchange, seconds: number, load: LoadGenerator): Promise<number> {
  const groups = [{ exchanges: [exchange], connectionCount: 1 }];
  const result = await load.run({ serverName: exchange.url, groups, seconds });
  return result.groups[0]?.medianMilliseconds ?? Number.NaN;
}
