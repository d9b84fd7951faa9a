import { appendFileSync } from 'node:fs';

/** Writes down what a fixture does, in the order in which it happens. */
export function note(word: string): void {
  appendFileSync(String(process.env.NOTES), `${word}\n`);
}
