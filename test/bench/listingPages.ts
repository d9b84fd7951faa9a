import BetterSqlite3 from 'better-sqlite3';
import type { ApiKeyOrder } from '../../src/keys/inputs';
import { Cursors } from '../../src/lists/Cursors';
import { deriveKey } from '../../src/secrets';
import { BenchError } from './BenchError';
import type { SeededDatabase } from './Databases';
import { ask, type Exchange } from './exchange';
import { graphql, type Latchkey } from './Latchkey';
import { LISTING_ORDERS, type ListingFilter } from './listingFilters';

/** Units: keys of a page. */
const PAGE_SIZE = 25;

/** Which page is asked for, counted from 1. */
export interface ListingPage {
  readonly filter: ListingFilter;
  readonly order: ApiKeyOrder;
  readonly number: number;
}

/** A page to be asked for. */
export interface PageQuestion {
  /** The page that it is: the last one, where the list ends before. */
  readonly number: number;
  readonly exchange: Exchange;
}

/** Reads lists beside the server, so that its pages can be asked for out of turn and its answers be judged. */
export class ListingPages {
  private readonly connection: BetterSqlite3.Database;
  private readonly cursors: Cursors;

  constructor(private readonly database: SeededDatabase) {
    this.connection = new BetterSqlite3(database.url.slice('sqlite:'.length), { readonly: true });
    this.cursors = new Cursors(deriveKey(database.secret, 'cursor'));
  }

  /** The request for a page, once answered rightly. Errors: a `BenchError` where the answer holds other keys. */
  async question({ server, database }: Latchkey, { filter, order, number }: ListingPage): Promise<PageQuestion> {
    const { plan } = database;
    const sorted = this.sortedIds(filter, order);
    const lastNumber = Math.max(1, Math.ceil(sorted.length / PAGE_SIZE));
    const page = Math.min(number, lastNumber);
    const first = (page - 1) * PAGE_SIZE;
    const before = sorted[first - 1];
    const name = { list: 'ApiKey', order, organizationId: plan.listing.id };
    const after = before === undefined ? null : this.cursors.encode(name, [this.valueOf(before, order), before]);
    const query = `query ($filter: ApiKeyFilter, $order: ApiKeyOrder, $after: String) {
      apiKeys(first: ${PAGE_SIZE}, after: $after, filter: $filter, orderBy: $order) {
        edges { node { id name status } } pageInfo { hasNextPage endCursor }
      }
    }`;
    const variables = { filter: filter.filter(plan), order, after };
    const question = graphql(server.url, plan.listing.key, { query, variables });
    const { body } = await ask(question);
    const ids = JSON.parse(body)?.data?.apiKeys?.edges?.map((edge: { node: { id: string } }) => edge.node.id);
    const expected = sorted.slice(first, first + PAGE_SIZE);
    if (JSON.stringify(ids) !== JSON.stringify(expected)) {
      throw new BenchError(
        `Page ${page} of ${filter.what} in the order ${order} is not what is stored: ${body.trim()}`,
      );
    }
    return { number: page, exchange: { ...question, expected: { body } } };
  }

  close(): void {
    this.connection.close();
  }

  private sortedIds(filter: ListingFilter, order: ApiKeyOrder): string[] {
    const { plan } = this.database;
    const [column, direction] = LISTING_ORDERS[order];
    const sql = `SELECT "id" FROM "api_key" WHERE "organizationId" = ? AND ${filter.sql(plan)} ORDER BY "${column}" ${direction}, "id" ${direction} LIMIT ?`;
    // One page more than any row asks for.
    return this.connection
      .prepare(sql)
      .pluck()
      .all(plan.listing.id, PAGE_SIZE * 1_001) as string[]; // One column.
  }

  private valueOf(id: string, order: ApiKeyOrder): string | number {
    const [column] = LISTING_ORDERS[order];
    const value = this.connection.prepare(`SELECT "${column}" FROM "api_key" WHERE "id" = ?`).pluck().get(id);
    return value as string | number; // Of a row that was just read.
  }
}
