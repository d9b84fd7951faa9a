import { summaryOf, type ToldEvent } from '../events/summaryOf';
import { unlessErased } from '../events/unlessErased';
import { foldName } from '../names';

/** The columns of a row from which its texts are made. */
export const TOLD_COLUMNS =
  '"type", "outcome", "actorKind", "actorName", "targetId", "targetName", "codes", "count", "erased"';

/** Between texts: no text and no search has it. */
const SEPARATOR = '\u0001';
const PLAIN = /^[\x20-\x7e]*$/;

/**
 * What of an event is searched: its summary and its names, folded. Most names are in the summary.
 * Shape: a text that holds what is sought holds all of it between two separators. It is empty, so that nothing finds the row,
 * where a column holds what no server writes there.
 */
export function eventText(event: ToldEvent): string {
  try {
    return textsOf(event);
  } catch {
    return '';
  }
}

function textsOf(event: ToldEvent): string {
  const summary = fold(summaryOf(event));
  const names = [unlessErased(event, 'actorName'), unlessErased(event, 'targetName')]
    .map((name) => (name === null ? '' : fold(name)))
    .filter((name) => !summary.includes(name));
  return [summary, ...names].join(SEPARATOR);
}

/** Folding takes longer than the rest of a search, and most texts have letters of ASCII alone. */
function fold(text: string): string {
  return PLAIN.test(text) ? text.toLowerCase() : foldName(text);
}
