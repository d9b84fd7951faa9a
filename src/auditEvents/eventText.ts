import { summaryOf, type ToldEvent } from '../events/summaryOf';
import { unlessErased } from '../events/unlessErased';
import { foldName } from '../names';

const PLAIN = /^[\x20-\x7e]*$/;

/** Whether an event has a text, folded, in its summary or in a name. */
export function hasText(event: ToldEvent, text: string): boolean {
  return eventTexts(event).some((each) => each.includes(text));
}

/** The texts by which an event is searched for, folded. Most summaries have the names in them. */
function eventTexts(event: ToldEvent): string[] {
  const names = [unlessErased(event, 'actorName'), unlessErased(event, 'targetName')];
  return [summaryOf(event), ...names].filter((text) => text !== null).map(fold);
}

/** Folding takes longer than the rest of a search, and most texts have letters of ASCII alone. */
function fold(text: string): string {
  return PLAIN.test(text) ? text.toLowerCase() : foldName(text);
}
