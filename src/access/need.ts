import type { ScopeName } from './scopes';

/**
 * What a field asks of its caller. There are four kinds and no more: `open`, `known`, `needs(a, b)`,
 * `anyOf(needs(a), needs(b))`.
 * Shape: `open` lets anybody in; otherwise a caller is required and `anyOf` lists the alternatives, each a list of
 * scopes that must all be held: the nested list of `@requiresScopes`. `known` is the one empty alternative.
 * Source: Apollo Federation 2.9, `@requiresScopes`.
 */
export interface Need {
  readonly isOpen: boolean;
  readonly anyOf: readonly (readonly ScopeName[])[];
}

/** Anybody, with or without a credential. */
export const open: Need = { isOpen: true, anyOf: [[]] };

/** Any valid caller, whatever its scopes. */
export const known: Need = { isOpen: false, anyOf: [[]] };

/** No caller at all. Not for the table: it stands for what the table leaves out. */
export const nobody: Need = { isOpen: false, anyOf: [] };

/** A caller that holds every one of these scopes. */
export function needs(...scopes: [ScopeName, ...ScopeName[]]): Need {
  return { isOpen: false, anyOf: [scopes] };
}

/** A caller that satisfies at least one of these needs. */
export function anyOf(...alternatives: [Need, Need, ...Need[]]): Need {
  return { isOpen: false, anyOf: alternatives.flatMap((alternative) => alternative.anyOf) };
}

/** Whether these scopes satisfy the need of a field that is not open. */
export function isSatisfied(need: Need, scopes: ReadonlySet<ScopeName>): boolean {
  return need.anyOf.some((alternative) => alternative.every((scope) => scopes.has(scope)));
}

/** One text for one need, so that equal needs can share a rule. Shape: `a,b|c`, `known` or `open`. */
export function needKey(need: Need): string {
  if (need.isOpen) return 'open';
  const key = need.anyOf.map((alternative) => alternative.join(',')).join('|');
  return key === '' ? 'known' : key;
}

/**
 * The need of a caller who must satisfy both: every pairing of the alternatives, without those that ask for more than
 * another does, in a fixed order.
 */
export function both(a: Need, b: Need): Need {
  if (a.isOpen) return b;
  if (b.isOpen) return a;
  const pairings = a.anyOf.flatMap((left) => b.anyOf.map((right) => [...new Set([...left, ...right])].sort()));
  return { isOpen: false, anyOf: smallest(pairings) };
}

function smallest(alternatives: ScopeName[][]): ScopeName[][] {
  const distinct = [...new Map(alternatives.map((scopes) => [scopes.join(' '), scopes])).values()];
  return distinct
    .filter((scopes) => !distinct.some((other) => other !== scopes && other.every((scope) => scopes.includes(scope))))
    .sort((a, b) => a.length - b.length || (a.join(' ') < b.join(' ') ? -1 : 1));
}
