import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/** A source file and the project's own files that it imports. Shape: paths below `src`, without their ending. */
export interface SourceFile {
  readonly file: string;
  readonly imports: readonly string[];
}

const SRC = path.resolve('src');

/** Every source file of the product. */
export function sourceFiles(folder: string = SRC): SourceFile[] {
  return readdirSync(folder).flatMap((name): SourceFile[] => {
    const file = path.join(folder, name);
    if (statSync(file).isDirectory()) return sourceFiles(file);
    return /\.tsx?$/.test(name) ? [readSource(file)] : [];
  });
}

/** The text of a source file. Shape: `file` as above. */
export function sourceOf(file: string): string {
  const place = path.join(SRC, file);
  return readFileSync(existsSync(`${place}.ts`) ? `${place}.ts` : `${place}.tsx`, 'utf8');
}

function readSource(file: string): SourceFile {
  const text = readFileSync(file, 'utf8');
  const specifiers = [...text.matchAll(/\b(?:from|import) '(\.[^']*)'|\bimport\('(\.[^']*)'\)/g)].map(
    (match) => match[1] ?? match[2],
  );
  const targets = specifiers.map((specifier) => path.resolve(path.dirname(file), specifier ?? ''));
  return { file: nameOf(file), imports: targets.map(nameOf) };
}

function nameOf(file: string): string {
  return path.relative(SRC, file).replace(/\.tsx?$/, '');
}
