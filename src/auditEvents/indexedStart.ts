import { allTrigramsOf } from '../keys/keyText';

/** Units: characters, the most that the indexes are asked for, and the least that they know of. Each costs. */
export const MAX_INDEXED_CHARACTERS = 64;
const LEAST = 3;

/**
 * What of a text is looked for in SQLite's index of texts; null where it is too short. What that finds is looked at again.
 * It ends before the first trigram that it had before: a phrase of different trigrams looks once at each place of a row, and one of
 * equal trigrams looks once for each of them.
 */
export function indexedStart(text: string): string | null {
  // As SQLite takes it: halves of pairs are all the same character there.
  const characters = [...text.toWellFormed()].slice(0, MAX_INDEXED_CHARACTERS);
  const trigrams = allTrigramsOf(characters.join(''));
  const repeated = trigrams.findIndex((trigram, place) => trigrams.indexOf(trigram) < place);
  const start = repeated < 0 ? characters : characters.slice(0, repeated + LEAST - 1);
  return start.length < LEAST ? null : start.join('');
}
