import type { KeysetOrder } from '../storage/KeysetOrder';
import { countKeyset, readKeysetPage } from '../storage/keyset';
import type { RunSql } from '../storage/Storage';
import type { Source } from '../storage/select';
import type { ConnectionArgs } from './ConnectionArgs';
import type { Cursors, ListName } from './Cursors';
import type { Page } from './Page';
import { readWindow } from './readWindow';
import { Searches } from './Searches';

/** A list of one organization, in one order. */
export interface OrderedList<Row> {
  readonly name: ListName;
  readonly source: Source;
  readonly order: KeysetOrder<Row>;
  /** Whether a page of it may take a look at the whole list. */
  readonly isSearch?: boolean;
}

/** Reads the lists of the graph. */
export class Lists {
  private readonly searches = new Searches();

  constructor(
    private readonly sql: RunSql,
    private readonly cursors: Cursors,
  ) {}

  /** Reads the page of a list that connection arguments ask for. Errors: those of `readWindow` and of `Searches`. */
  async page<Row>(list: OrderedList<Row>, args: ConnectionArgs): Promise<Page<Row>> {
    const { name, source, order, isSearch } = list;
    const window = readWindow(this.cursors, name, args);
    const read = () => readKeysetPage(this.sql, source, order, window);
    const { rows, hasMore } = await (isSearch ? this.searches.pass(name.organizationId, read) : read());
    return {
      rows,
      hasNextPage: window.isBackward ? window.before !== null : hasMore,
      hasPreviousPage: window.isBackward ? hasMore : window.after !== null,
      cursorOf: (row) => this.cursors.encode(name, order.positionOf(row)),
      count: () => this.searches.pass(name.organizationId, () => countKeyset(this.sql, source, order)),
    };
  }
}
