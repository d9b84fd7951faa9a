import type { SourceFile } from './sourceFiles';

/**
 * Who may import whom, from the top down: a file imports its own layer and those below it. Building blocks stand at the
 * bottom, and may be imported by all.
 */
const LAYERS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['main', /^(?:main|generate)$|^building\//],
  ['commands', /^commands\//],
  ['serve', /^(?:serve|start|init|workers)$/],
  ['app', /^(?:app|services)$/],
  ['engines', /^(?:graphql|http|oauth|database|explorer|console)\//],
  ['keys', /^keys\//],
  ['processes', /^processes\//],
  ['members', /^members\//],
  ['organizations', /^organizations\//],
  ['blocks', /^(?:audit|storage)\/|^graphql\/(?:scalars|connections|Cursors)$/],
  ['access', /^access\//],
  ['ground', /^(?:clock|config|errors|id|log|mail|names|secrets|storage\/storage)$/],
];

/** Migrations and the package's description stand outside `src` and import nothing of it. */
const OUTSIDE = /^\.\.\/(?:migrations\/|package\.json$)/;

/** Types alone may cross: the catalogue of errors speaks of scopes, the port of storage of callers. */
const ALLOWED = new Set(['errors -> access/scopes']);

/** Every import that runs the wrong way. Shape: `keys/ApiKey -> graphql/buildSchema`. */
export function wrongImports(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ file, imports }) =>
    imports
      .filter((target) => !OUTSIDE.test(target) && layerOf(target) < layerOf(file))
      .map((target) => `${file} -> ${target}`)
      .filter((wrong) => !ALLOWED.has(wrong)),
  );
}

/** Every circle of imports between files. Shape: `a -> b -> a`. */
export function importCircles(files: readonly SourceFile[]): string[] {
  const imports = new Map(files.map((each) => [each.file, each.imports]));
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, trail: readonly string[]): void => {
    if (trail.includes(file)) circles.push([...trail.slice(trail.indexOf(file)), file].join(' -> '));
    if (done.has(file) || trail.includes(file)) return;
    for (const target of imports.get(file) ?? []) visit(target, [...trail, file]);
    done.add(file);
  };
  for (const { file } of files) visit(file, []);
  return circles;
}

function layerOf(file: string): number {
  // The last match counts: two files of `graphql/` are building blocks.
  const layer = LAYERS.findLastIndex(([, pattern]) => pattern.test(file));
  if (layer < 0) throw new Error(`${file} belongs to no layer: add it to test/support/importRule.ts`);
  return layer;
}
