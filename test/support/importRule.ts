import { type SourceFile, sourceOf } from './sourceFiles';

/** Modules that are no nouns: they stand where the list of rooms has them. */
const BUILDING_BLOCKS = new Set(['graphql', 'events', 'outbox', 'audit', 'jobs', 'limits']);

/**
 * The folders of `src`, and the single files beside them, from the top down: a folder imports only folders below it.
 * The folders of the console's client are among them. The nouns stand where the list of modules has them.
 */
export const ROOMS: readonly string[] = [
  'main',
  'commands',
  'building',
  'doctor',
  'backups',
  'running',
  'console/client/main',
  'console/client/shell',
  'console/client/signIn',
  'console/client/settings',
  'console/client/profile',
  'console/client/apiKeyPage',
  'console/client/use',
  'console/client/processes',
  'console/client/members',
  'console/client/apiKeys',
  'console/client/history',
  'console/client/forms',
  'console/client/lists',
  'console/client/dates',
  'console/client/layout',
  'console/client/theme',
  'console/client/session',
  'console/client/api',
  'console/client/generated',
  'console/client/operations',
  'console',
  'explorer/client',
  'explorer',
  'graphql',
  'openapi',
  'oauth',
  'http',
  'callers',
  ...nouns(),
  'outbox',
  'audit',
  'Foundation',
  'checks',
  'events',
  'jobs',
  'limits',
  'lists',
  'scalars',
  'access',
  'database',
  'tracing',
  'storage',
  'metrics',
  'mail',
  'names',
  'FailureLines',
  'RareLines',
  'log',
  'LogStream',
  'endNow',
  'sealing',
  'config',
  'SettingReader',
  'postgresUrl',
  'authority',
  'withSecretFiles',
  'readText',
  'SETTING_NAMES',
  'secrets',
  'newToken',
  'drawBytes',
  'Hmac',
  'errors',
  'id',
  'Remembered',
  'clock',
];

/** Migrations and the package's description stand outside `src` and import nothing of it. */
const OUTSIDE = /^\.\.\/(?:migrations\/|package\.json$)/;

/** The folders of the modules that have no place of their own above, the last of the list at the top. */
function nouns(): string[] {
  const list = sourceOf('running/modules');
  const folders = new Map(
    [...list.matchAll(/import \{ (\w+) \} from '\.\.\/(\w+)\/module'/g)].map(([, name, folder]) => [name, folder]),
  );
  const listed = [...list.matchAll(/^ {2}(\w+),$/gm)].map(([, name]) => folders.get(name) ?? '');
  return listed.filter((folder) => !BUILDING_BLOCKS.has(folder)).reverse();
}

/** Every import that runs upward. Shape: `keys/ApiKey -> graphql/buildSchema`. */
export function wrongImports(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ file, imports }) =>
    imports
      .filter((target) => !OUTSIDE.test(target) && placeOf(target) < placeOf(file))
      .map((target) => `${file} -> ${target}`),
  );
}

/** Every circle of imports between files. Shape: `a -> b -> a`. */
export function importCircles(files: readonly SourceFile[]): string[] {
  return circlesOf(new Map(files.map((each) => [each.file, new Set(each.imports)])));
}

/** Every circle of imports between rooms. Shape: `keys -> processes -> keys`. */
export function roomCircles(files: readonly SourceFile[]): string[] {
  const imports = new Map<string, Set<string>>();
  for (const { file, imports: targets } of files) {
    const room = roomOf(file);
    const others = targets.filter((target) => !OUTSIDE.test(target)).map(roomOf);
    const known = imports.get(room) ?? new Set();
    imports.set(room, new Set([...known, ...others.filter((other) => other !== room)]));
  }
  return circlesOf(imports);
}

function circlesOf(imports: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (one: string, trail: readonly string[]): void => {
    if (trail.includes(one)) circles.push([...trail.slice(trail.indexOf(one)), one].join(' -> '));
    if (done.has(one) || trail.includes(one)) return;
    for (const target of imports.get(one) ?? []) visit(target, [...trail, one]);
    done.add(one);
  };
  for (const one of imports.keys()) visit(one, []);
  return circles;
}

function roomOf(file: string): string {
  const room = ROOMS.find((each) => file === each || file.startsWith(`${each}/`));
  if (room === undefined) throw new Error(`${file} belongs to no room: add it to test/support/importRule.ts`);
  return room;
}

function placeOf(file: string): number {
  return ROOMS.indexOf(roomOf(file));
}
