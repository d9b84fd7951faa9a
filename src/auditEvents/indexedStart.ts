/** Units: characters, the least that the indexes know of, and the most that they are asked for. Each costs. */
const [LEAST, MOST] = [3, 64];

/** What of a text is looked for in the index of texts; null where it is too short. What that finds is looked at again. */
export function indexedStart(text: string): string | null {
  const characters = [...text].slice(0, MOST);
  return characters.length < LEAST ? null : characters.join('');
}
