import type { DatabaseLocation } from '../../src/SettingReader';
import { SECRET } from './world';

/** The environment of a program that works on this database. */
export function environmentOf(location: DatabaseLocation): Record<string, string> {
  const url = location.engine === 'sqlite' ? `sqlite:${location.file}` : location.url;
  return { DATABASE_URL: url, LATCHKEY_SECRET: SECRET };
}
