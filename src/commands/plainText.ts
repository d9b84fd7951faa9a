import { FORBIDDEN } from '../names';

/** A text that a client chose, without what would steer a terminal. */
export function plainText(text: string): string {
  return [...text].map((character) => (FORBIDDEN.test(character) ? '?' : character)).join('');
}
