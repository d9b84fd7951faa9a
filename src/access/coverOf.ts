import { type Need, needKey } from './Need';
import type { ScopeName } from './ScopeName';

/**
 * The scopes that are enough for needs which their holder satisfied: together they still satisfy each, and without any one of
 * them some need is not satisfied. Of scopes that could stand for one another, the one stays that serves more needs, then the
 * one that a need names first. A need that is not satisfied by what is held asks for nothing.
 * Shape: in the order in which the needs name them. Source: decision 117.
 */
export function coverOf(needs: readonly Need[], held: ReadonlySet<ScopeName>): ScopeName[] {
  const asked = satisfiedBy(needs, held);
  const serving = new Map<ScopeName, number>();
  for (const alternatives of asked) {
    for (const scope of new Set(alternatives.flat())) serving.set(scope, (serving.get(scope) ?? 0) + 1);
  }
  const named = [...serving.keys()];
  const kept = new Set(named);
  // The sort is stable: of equals, the one that is named last goes first.
  const leastFirst = [...named].reverse().sort((a, b) => (serving.get(a) ?? 0) - (serving.get(b) ?? 0));
  for (const scope of leastFirst) {
    kept.delete(scope);
    if (!asked.every((alternatives) => alternatives.some((each) => each.every((name) => kept.has(name))))) {
      kept.add(scope);
    }
  }
  return named.filter((scope) => kept.has(scope));
}

/** What these needs leave to ask for: each once, and of each the alternatives whose scopes are held. */
function satisfiedBy(needs: readonly Need[], held: ReadonlySet<ScopeName>): (readonly ScopeName[])[][] {
  const distinct = new Map(needs.map((need) => [needKey(need), need]));
  return [...distinct.values()]
    .map(({ anyOf }) => anyOf.filter((each) => each.every((scope) => held.has(scope))))
    .filter((alternatives) => alternatives.length > 0 && alternatives.every((each) => each.length > 0));
}
