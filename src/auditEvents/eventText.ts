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
    const summary = fold(summaryOf(event));
    return [summary, ...namesBeside(event, summary)].join(SEPARATOR);
  } catch {
    return '';
  }
}

/** Whether that holds what is sought, folded. Nearly all is in the summary: then no name is looked at. */
export function hasText(event: ToldEvent, text: string): boolean {
  try {
    const summary = fold(summaryOf(event));
    return summary.includes(text) || namesBeside(event, summary).some((name) => name.includes(text));
  } catch {
    return false;
  }
}

function namesBeside(event: ToldEvent, summary: string): string[] {
  return [unlessErased(event, 'actorName'), unlessErased(event, 'targetName')]
    .map((name) => (name === null ? '' : fold(name)))
    .filter((name) => !summary.includes(name));
}

/** Folding takes longer than the rest of a search, and most texts have letters of ASCII alone. */
function fold(text: string): string {
  return PLAIN.test(text) ? text.toLowerCase() : foldName(text);
}
