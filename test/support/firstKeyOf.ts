import { readFileSync } from 'node:fs';

/** The key that a first start made, out of the file that its log names. */
export async function firstKeyOf({ printed }: { printed(pattern: RegExp): Promise<string> }): Promise<string> {
  const file = await printed(/"file":"([^"]+)","msg":"the database was empty/);
  return /API key {7}(\S+)/.exec(readFileSync(file, 'utf8'))?.[1] ?? '';
}
