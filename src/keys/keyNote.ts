import { UserErrorCode } from '../errors';
import { UserError } from '../events/UserError';
import { FORBIDDEN } from '../names';

/** Units: code points that a note may have at most. */
export const MAX_NOTE_LENGTH = 1_000;

const LENGTH = MAX_NOTE_LENGTH.toLocaleString('en');
/** How long a note may be, in words. */
export const NOTE_LENGTH = `up to ${LENGTH} characters`;

const NOTE_RULE = `A note has ${LENGTH} characters at most, and no control characters but line breaks and tabs.`;

/** A note as it is stored: without white space around it. Null: there is none. */
export function cleanNote(text: string | null | undefined): string | null {
  return text?.replace(/\r\n?/g, '\n').trim() || null;
}

/** Why a note cannot be stored. @param field of the input */
export function noteFaults(text: string | null | undefined, field = 'note'): UserError[] {
  const note = cleanNote(text) ?? '';
  const isStorable = [...note].length <= MAX_NOTE_LENGTH && !FORBIDDEN.test(note.replace(/[\n\t]/g, ''));
  return isStorable ? [] : [new UserError(UserErrorCode.INVALID, NOTE_RULE, [field])];
}
