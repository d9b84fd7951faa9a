import type { Need } from './Need';

/** The kinds of types that only wrap others, by how their names end. Each kind has lines, which all types of it share. */
export const WRAPPERS = { Connection: '(connection)', Edge: '(edge)', Payload: '(payload)' } as const;

/** The needs of one type: a line for every field. One line, `'*'`, for all fields is for types that others write. */
export type TypePolicy = Readonly<Record<string, Need>>;

/** The law: type → field → need. */
export type Policy = Readonly<Record<string, TypePolicy>>;

/** The lines that a type shares with all of its kind. Shape: `(payload)`; undefined for a type that wraps nothing. */
export function wrapperOf(typeName: string): string | undefined {
  return Object.entries(WRAPPERS).find(([ending]) => typeName.endsWith(ending))?.[1];
}

/** The line that decides a field, if there is one. A type's own line decides before the line of its kind. */
export function needOf(table: Policy, typeName: string, fieldName: string): Need | undefined {
  const own = lineOf(table, typeName);
  const shared = lineOf(table, wrapperOf(typeName) ?? typeName);
  return lineOf(own, fieldName) ?? lineOf(own, '*') ?? lineOf(shared, fieldName);
}

/** What is written under a name. A name such as `constructor` finds nothing: only lines that somebody wrote count. */
function lineOf<Line>(lines: Readonly<Record<string, Line>> = {}, name: string): Line | undefined {
  return Object.hasOwn(lines, name) ? lines[name] : undefined;
}
