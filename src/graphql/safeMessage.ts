import { asSentence } from './asSentence';

/** What follows these words in graphql-js's messages is a value out of the document. */
const VALUE = /(?:,? found |: |(?<=invalid value) ).*$/s;
const QUOTED = /"((?:[^"\\]|\\.)*)"/g;

/**
 * Takes out of a message of graphql-js whatever the document brought: values, and quoted words that the schema does not
 * know. What is left is the rule and the names of the schema.
 */
export function safeMessage(message: string, names: ReadonlySet<string>): string {
  const rule = message.replace(/^Syntax Error: /, '').replace(/ ?Did you mean .*$/s, '');
  const masked = rule
    .replace(VALUE, '')
    .replace(QUOTED, (quoted, word: string) => (isOfSchema(word, names) ? quoted : '"…"'));
  return asSentence(masked);
}

/** Shape: a name, or several joined as in `[ScopeName!]!`, `Query.viewer` or `Organization.processes(first:)`. */
function isOfSchema(text: string, names: ReadonlySet<string>): boolean {
  const words = text.split(/[[\]!.:()@]/).filter(Boolean);
  return words.length > 0 && words.every((word) => names.has(word));
}
