import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';

/** What the compiler writes to `dist`, and from where. */
const FOLDERS = ['src', 'migrations', 'test'];

/**
 * Removes from `dist` what was compiled from a source that is no longer there. The compiler leaves it, and a migration or
 * a test would still run. Shape: the paths of what was removed, below `dist`.
 */
export function removeStale(root: string): string[] {
  const compiled = FOLDERS.flatMap((folder) => filesBelow(path.join(root, 'dist', folder))).map((file) =>
    path.relative(path.join(root, 'dist'), file),
  );
  const stale = compiled.filter(
    (file) => /\.js(\.map)?$/.test(file) && !existsSync(path.join(root, file.replace(/\.js(\.map)?$/, '.ts'))),
  );
  for (const file of stale) rmSync(path.join(root, 'dist', file));
  return stale;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

if (require.main === module) removeStale(process.cwd());
