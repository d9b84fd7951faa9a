import { readFileSync } from 'node:fs';
import { dependencies, devDependencies, optionalDependencies } from '../../package.json';

/** The packages that a record has a line for. Shape of a line: `- `name`: what it does. Lost: what we would lose.` */
function linesOf(record: string): string[] {
  return [...record.matchAll(/^- `([^`]+)`: .+ Lost: .+$/gm)].map(([, name = '']) => name);
}

/** What differs between the packages and the lines. */
function difference(packages: readonly string[], lines: readonly string[]) {
  return {
    withoutLine: packages.filter((name) => !lines.includes(name)),
    leftOver: lines.filter((name, index) => !packages.includes(name) || lines.indexOf(name) !== index),
  };
}

describe('the record on dependencies', () => {
  const packages = [dependencies, devDependencies, optionalDependencies].flatMap(Object.keys);
  const lines = linesOf(readFileSync('src/decisions/043-dependencies.md', 'utf8'));

  it('has one line for each package, and none for others', () => {
    expect(difference(packages, lines)).toEqual({ withoutLine: [], leftOver: [] });
  });

  it('is found out where a line is missing, left over or there twice', () => {
    const record =
      '- `a`: does. Lost: all.\n- `b`: does. Lost: all.\n- `b`: does. Lost: all.\n- `c`: does.\n- `d`: x. Lost: y.\n';
    expect(difference(['a', 'b', 'c'], linesOf(record))).toEqual({ withoutLine: ['c'], leftOver: ['b', 'd'] });
  });
});
