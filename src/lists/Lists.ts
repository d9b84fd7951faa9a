import type { Caller } from '../access/Caller';
import type { KeysetOrder } from '../storage/KeysetOrder';
import { countKeyset, readKeysetPage } from '../storage/keyset';
import type { RunSql } from '../storage/Storage';
import type { InTurn, Source } from '../storage/select';
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
}

/** Reads the lists of the graph. */
export class Lists {
  private readonly searches = new Searches();

  constructor(
    private readonly sql: RunSql,
    private readonly cursors: Cursors,
  ) {}

  /**
   * Reads the page of a list that connection arguments ask for. What looks far into the list, or counts it, waits for the turn
   * of the caller. Errors: those of `readWindow` and of `Searches`.
   */
  async page<Row>(caller: Caller, list: OrderedList<Row>, args: ConnectionArgs): Promise<Page<Row>> {
    const { name, source, order } = list;
    const window = readWindow(this.cursors, name, args);
    const inTurn: InTurn = (search) => this.searches.pass(caller, search);
    const { rows, hasMore } = await readKeysetPage(this.sql, { ...source, inTurn }, order, window);
    return {
      rows,
      hasNextPage: window.isBackward ? window.before !== null : hasMore,
      hasPreviousPage: window.isBackward ? hasMore : window.after !== null,
      cursorOf: (row) => this.cursors.encode(name, order.positionOf(row)),
      count: () => inTurn(() => countKeyset(this.sql, source, order)),
    };
  }
}
