import type { EventTargetType } from './catalogue';

/** All of their changes may tell of a person. */
const PEOPLE: ReadonlySet<string> = new Set<EventTargetType>(['Member', 'Invitation']);
/** The fields in which people write what they like. Those of webhooks are among them before there are any. */
const FREE_TEXTS: ReadonlySet<string> = new Set(['description', 'email', 'endNote', 'name', 'note', 'url']);

/**
 * Whether people wrote the values of a change, so that they may have to be erased. The tree has a commitment to such changes,
 * and knows all others as they are.
 *
 * This decides leaves, and so it is fixed for ever. Only a field that no row has had yet may be added. Any other rule needs
 * another length of `salts`, by which its rows are told from those of this one. Source: decision 106.
 */
export function isWritten(targetType: string | null, field: string): boolean {
  return FREE_TEXTS.has(field) || (targetType !== null && PEOPLE.has(targetType));
}
