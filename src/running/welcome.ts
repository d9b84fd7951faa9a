import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Log } from '../log';
import type { InitResult } from './init';

/** Where the first start says what it made. */
export interface FirstWords {
  /** Shape: as `process.stdout`; `isTTY` where it is a terminal. */
  readonly output: { readonly isTTY?: boolean; write(text: string): unknown };
  readonly log: Log;
  /** The folder for a file, where nobody watches. */
  readonly folder: string;
}

/**
 * Says what the first start made, with the secrets in it: on a terminal, or in a file that this account alone reads. What is
 * no terminal is a log, as a rule, which others keep and read; it is told where the file is.
 */
export function sayWelcome(made: InitResult, url: string, { output, log, folder }: FirstWords): void {
  if (output.isTTY) {
    output.write(welcome(made, url));
    return;
  }
  const file = path.join(folder, 'first-login.txt');
  try {
    rmSync(file, { force: true }); // Of a database that was here before.
    writeFileSync(file, welcome(made, url), { mode: 0o600, flag: 'wx' });
    log.warn(
      { file },
      'the database was empty: the login and the key that were made are in this file; delete it once read',
    );
  } catch (error) {
    output.write(welcome(made, url)); // Or nobody would ever learn them.
    log.warn(
      { err: error },
      'the login and the key that were made could not be put into a file, and stand here instead',
    );
  }
}

function welcome({ organization, user, apiKey }: InitResult, url: string): string {
  return `
The database was empty. These were made, and are told this once:

  organization  ${organization.name}
  login         ${user.email}
  password      ${user.password}
  API key       ${apiKey.value}
                (all scopes, until ${apiKey.expiresAt})

Sign in with login and password, and make keys there:

  ${url}/

Or try the key:

  export KEY='${apiKey.value}'
  curl -u "$KEY" ${url}/graphql -H 'content-type: application/json' \\
    -d '{"query":"{ viewer { name organization { name } } }"}'

`;
}
