import { useDebouncedValue } from '@mantine/hooks';

/** Units: milliseconds between the last letter and the search. */
const PAUSE_MS = 250;

/** What to search for: what was typed, once there is a pause; an empty field searches for nothing at once. */
export function useSearchText(typed: string): string {
  const [paused] = useDebouncedValue(typed.trim(), PAUSE_MS);
  return typed.trim() === '' ? '' : paused;
}
