import type { EventChange } from './Happened';
import { isWritten } from './isWritten';
import { jsonText } from './jsonText';

/** The changes of a row as canonical JSON: all of them, as the row has them, those that people wrote, and the others. */
export interface ChangesText {
  readonly all: string;
  readonly written: string;
  readonly plain: string;
}

const NONE: ChangesText = { all: '[]', written: '[]', plain: '[]' };

/** Writes changes down. */
export function changesText(targetType: string | null, changes: readonly EventChange[]): ChangesText {
  if (changes.length === 0) return NONE;
  let [all, written, plain] = ['', '', ''];
  for (const { after, before, field } of changes) {
    const text = `{"after":${jsonText(after)},"before":${jsonText(before)},"field":${jsonText(field)}}`;
    all = added(all, text);
    if (isWritten(targetType, field)) written = added(written, text);
    else plain = added(plain, text);
  }
  return { all: `[${all}]`, written: `[${written}]`, plain: `[${plain}]` };
}

/**
 * Reads the changes of a row. Rows of earlier versions have the names in another order.
 * Errors: throws where no server writes such a text. What it had beyond fields and values would be in no leaf.
 */
export function readChanges(targetType: string | null, text: string): ChangesText {
  if (text === NONE.all) return NONE;
  const changes = JSON.parse(text) as readonly EventChange[]; // Compared below with what it is taken for.
  const read = changesText(targetType, changes);
  if (text === read.all || text === earlierText(changes)) return read;
  throw new Error('the changes of a row of the audit log are not written as a server writes them');
}

function added(list: string, text: string): string {
  return list === '' ? text : `${list},${text}`;
}

function earlierText(changes: readonly EventChange[]): string {
  return JSON.stringify(changes.map(({ field, before, after }) => ({ field, before, after })));
}
