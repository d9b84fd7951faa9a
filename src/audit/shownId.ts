import { isId } from '../id';

/** The id of a row for people: whoever writes to the database may have put there what steers a terminal. */
export function shownId({ id }: { readonly id: string }): string {
  return isId(id) ? id : '?';
}
