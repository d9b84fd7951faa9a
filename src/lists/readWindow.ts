import { badInput } from '../errors';
import type { KeysetPosition } from '../storage/KeysetOrder';
import type { KeysetWindow } from '../storage/keyset';
import type { ConnectionArgs } from './ConnectionArgs';
import type { Cursors, ListName } from './Cursors';
import { MAX_PAGE_SIZE, pageSizeOf } from './pageSizeOf';

/**
 * Turns connection arguments into a window.
 * Errors: `BAD_USER_INPUT` that names the argument: a size out of bounds, both sizes at once, a cursor of another list.
 */
export function readWindow(cursors: Cursors, name: ListName, args: ConnectionArgs): KeysetWindow {
  const { first, last } = args;
  if (first != null && last != null) throw badInput('Give first or last, not both.', ['last']);
  for (const [argument, size] of [['first', first] as const, ['last', last] as const]) {
    if (size != null && (size < 1 || size > MAX_PAGE_SIZE)) {
      throw badInput(`${argument} must lie between 1 and ${MAX_PAGE_SIZE}.`, [argument]);
    }
  }
  const position = (argument: 'after' | 'before'): KeysetPosition | null => {
    const cursor = args[argument];
    if (cursor == null) return null;
    const decoded = cursors.decode(name, cursor);
    if (!decoded) throw badInput(`${argument} is not a cursor of this list in this order.`, [argument]);
    return decoded;
  };
  return {
    after: position('after'),
    before: position('before'),
    limit: pageSizeOf(args),
    isBackward: last != null,
  };
}
