import type { ScopeName } from './ScopeName';
import type { ShippedScopeName } from './SHIPPED_SCOPES';

/**
 * What a field requires of its caller. There are four kinds in the policy: `open`, `known`, `needs(a, b)`,
 * `anyOf(needs(a), needs(b))`.
 * Shape: `anyOf` is the nested list of `@requiresScopes`: the outer list is "or", the inner "and". `open` requires no
 * caller. `known` has one alternative, which is empty.
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
export function needs(...scopes: [ShippedScopeName, ...ShippedScopeName[]]): Need {
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
 * The need of a caller that must satisfy two needs: every pairing of their alternatives, in a fixed order. A pairing that
 * asks for more than another is left out.
 */
export function bothNeeds(a: Need, b: Need): Need {
  if (a.isOpen) return b;
  if (b.isOpen) return a;
  const pairings = a.anyOf.flatMap((left) => b.anyOf.map((right) => [...new Set([...left, ...right])].sort()));
  return { isOpen: false, anyOf: smallestAlternatives(pairings) };
}

function smallestAlternatives(alternatives: ScopeName[][]): ScopeName[][] {
  const distinct = [...new Map(alternatives.map((scopes) => [scopes.join(' '), scopes])).values()];
  return distinct
    .filter((scopes) => !distinct.some((other) => other !== scopes && other.every((scope) => scopes.includes(scope))))
    .sort((a, b) => a.length - b.length || (a.join(' ') < b.join(' ') ? -1 : 1));
}
