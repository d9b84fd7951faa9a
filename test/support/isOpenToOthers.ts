import { statSync } from 'node:fs';
import path from 'node:path';

/** Whether accounts that are neither the owner nor root can reach a folder: each folder on the way lets them through. */
export function isOpenToOthers(folder: string): boolean {
  const isOpen = (statSync(folder).mode & 0o001) !== 0;
  const parent = path.dirname(folder);
  return isOpen && (parent === folder || isOpenToOthers(parent));
}
