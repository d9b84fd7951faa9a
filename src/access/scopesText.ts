import type { ScopeName } from './ScopeName';

const texts = new WeakMap<ReadonlySet<ScopeName>, string>();

/** A set of scopes as RFC 6749, section 3.3, writes it: one space between them. Remembered for as long as the set is. */
export function scopesText(scopes: ReadonlySet<ScopeName>): string {
  const known = texts.get(scopes);
  if (known !== undefined) return known;
  const text = [...scopes].join(' ');
  texts.set(scopes, text);
  return text;
}
