import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

/** What a page loads. Shape: `name` is `explorer.js`, `content` the text of the file. */
export interface Asset {
  readonly name: string;
  /** The name of its file, where it has a digest already; if left out, it is given one. */
  readonly file?: string;
  readonly content: string;
}

/**
 * Writes what a page loads to a folder: each asset as it is, and compressed once for all requests. What is there
 * already is kept, for names carry a digest of the content; what is neither an asset nor `kept` is removed.
 * Shape: from the name of each asset to that of its file, `react.js` to `react.0a1b2c3d4e5f.js`.
 */
export function writeAssets(folder: string, assets: readonly Asset[], kept: readonly string[]): Map<string, string> {
  mkdirSync(folder, { recursive: true });
  const files = new Map(assets.map((asset) => [asset.name, hashedName(asset)]));
  const written = assets.flatMap((asset) => writeForms(folder, hashedName(asset), asset.content));
  const wanted = new Set([...kept, ...written]);
  for (const file of readdirSync(folder)) if (!wanted.has(file)) rmSync(path.join(folder, file));
  return files;
}

function hashedName({ name, file, content }: Asset): string {
  if (file !== undefined) return file;
  const { name: stem, ext } = path.parse(name);
  return `${stem}.${createHash('sha256').update(content).digest('hex').slice(0, 12)}${ext}`;
}

/** Shape: the names of the three files. */
function writeForms(folder: string, file: string, content: string): string[] {
  const bytes = Buffer.from(content);
  const forms = [
    [file, () => bytes],
    [`${file}.br`, () => brotliCompressSync(bytes)],
    [`${file}.gz`, () => gzipSync(bytes, { level: 9 })],
  ] as const;
  for (const [name, make] of forms) {
    if (!existsSync(path.join(folder, name))) writeFileSync(path.join(folder, name), make());
  }
  return forms.map(([name]) => name);
}
