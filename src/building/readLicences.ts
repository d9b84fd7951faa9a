import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The licences of packages, as one text: they go where the packages go. A package without the text names its licence. */
export function readLicences(root: string, packages: readonly string[]): string {
  return packages.map((name) => readLicence(path.join(root, 'node_modules', name), name)).join('\n\n');
}

function readLicence(folder: string, name: string): string {
  const file = readdirSync(folder).find((each) => /^licen[cs]e(?:\.\w+)?$/i.test(each));
  if (file !== undefined) return `${name}\n\n${readFileSync(path.join(folder, file), 'utf8')}`;
  const { license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  return `${name}\n\n${license}`;
}
