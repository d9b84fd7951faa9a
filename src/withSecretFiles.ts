import { messageOf, StartError } from './errors';
import { readText } from './readText';
import type { Environment, SettingName } from './SETTING_NAMES';

/** Settings that hold secrets. Each may be the content of a file instead, which `…_FILE` names. */
const SECRETIVE = [
  'DATABASE_URL',
  'LATCHKEY_SECRET',
  'LATCHKEY_PREVIOUS_SECRETS',
  'GATEWAY_SECRET',
  'SMTP_URL',
] as const satisfies readonly SettingName[];

/** Secrets, by the names of their settings. */
export type Secrets = Readonly<Partial<Record<(typeof SECRETIVE)[number], string>>>;

/** The secrets that an environment holds itself. */
export function secretsIn(environment: Environment): Secrets {
  return Object.fromEntries(SECRETIVE.flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])));
}

/** The environment with these secrets alone, and with no file of any. */
export function withSecrets(environment: Environment, secrets: Secrets): Environment {
  const none = SECRETIVE.flatMap((name) => [name, `${name}_FILE`]).map((name) => [name, undefined]);
  return { ...environment, ...Object.fromEntries(none), ...secrets };
}

/**
 * The environment with the secrets that stand in files. An environment variable is inherited by every child of a process; a
 * file has an owner and a mode.
 * Errors: one `StartError` with exit code 2 that lists every fault, and no part of a secret. Source: decision 083.
 */
export function withSecretFiles(environment: Environment): Environment {
  const { filled, faults } = readSecretFiles(environment);
  if (faults.length > 0) throw new StartError(faults.map((fault) => `Bad setting: ${fault}.`).join('\n'), 2);
  return filled;
}

/** The same, as far as the files can be read. Shape: a fault begins with the name of its setting. */
export function readSecretFiles(environment: Environment): { filled: Environment; faults: readonly string[] } {
  const faults: string[] = [];
  const found = SECRETIVE.flatMap((name): [string, string][] => {
    const file = environment[`${name}_FILE`]?.trim();
    if (!file) return [];
    if (environment[name]?.trim()) faults.push(`${name} and ${name}_FILE are both set; set one of them`);
    return [[name, contentOf(file, `${name}_FILE`, faults)]];
  });
  return { filled: { ...environment, ...Object.fromEntries(found) }, faults };
}

/** What a file holds. Shape: of several lines, a list with commas; the last line may end or not. */
function contentOf(file: string, name: SettingName, faults: string[]): string {
  try {
    const content = readText(file)
      .trim()
      .replace(/\s*\n\s*/g, ',');
    if (content === '') faults.push(`${name} ${file} is empty`);
    return content;
  } catch (error) {
    faults.push(`${name} ${file} cannot be read: ${messageOf(error)}`);
    return '';
  }
}
