import type { KeysetOrder } from '../storage/KeysetOrder';
import { countKeyset, readKeysetPage } from '../storage/keyset';
import type { Storage } from '../storage/Storage';
import type { Source } from '../storage/select';
import type { SliceSizes } from '../storage/Walk';
import type { ConnectionArgs } from './ConnectionArgs';
import type { Cursors, ListName } from './Cursors';
import type { Page } from './Page';
import { readWindow } from './readWindow';

/** A list of one organization, in one order. */
export interface OrderedList<Row> {
  readonly name: ListName;
  readonly source: Source;
  readonly order: KeysetOrder<Row>;
}

/** Reads the page of a list that connection arguments ask for. Errors: those of `readWindow`. */
export async function readPage<Row>(
  storage: Storage,
  cursors: Cursors,
  { name, source, order }: OrderedList<Row>,
  args: ConnectionArgs,
  sizes?: SliceSizes,
): Promise<Page<Row>> {
  const window = readWindow(cursors, name, args);
  const { rows, hasMore } = await readKeysetPage(storage.sql, source, order, window, sizes);
  return {
    rows,
    hasNextPage: window.isBackward ? window.before !== null : hasMore,
    hasPreviousPage: window.isBackward ? hasMore : window.after !== null,
    cursorOf: (row) => cursors.encode(name, order.positionOf(row)),
    count: () => countKeyset(storage.sql, source, order, sizes),
  };
}
