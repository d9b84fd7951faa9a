import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * An example operation.
 * Shape: `file` without folder, `text` begins with a comment, `variables` is JSON text or empty. A value that cannot be
 * known beforehand is a word in capitals: `ID_OF_A_PROCESS`, `IN_30_DAYS`.
 */
export interface Example {
  readonly file: string;
  readonly text: string;
  readonly variables: string;
}

/** Reads the example operations of a folder, in the order of their names. */
export function readExamples(folder: string): Example[] {
  const files = readdirSync(folder).sort();
  return files
    .filter((file) => file.endsWith('.graphql'))
    .map((file) => {
      const variables = file.replace(/\.graphql$/, '.json');
      const read = (name: string): string => readFileSync(path.join(folder, name), 'utf8').trimEnd();
      return { file, text: read(file), variables: files.includes(variables) ? read(variables) : '' };
    });
}
