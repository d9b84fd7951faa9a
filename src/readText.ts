import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';

/**
 * Reads a text file that people wrote, without the byte order mark with which some editors begin it.
 * Errors: those of the file system; one that says so where it is not UTF-8. Source: RFC 8259, section 8.1.
 */
export function readText(file: string): string {
  const bytes = readFileSync(file);
  if (!isUtf8(bytes)) throw new Error('it is not UTF-8: save it in that encoding');
  return new TextDecoder().decode(bytes);
}
