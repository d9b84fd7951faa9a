import type { Log } from '../log';
import type { InitResult } from './init';

/** Where the first start says what it made. */
export interface FirstWords {
  /** Shape: as `process.stdout`; `isTTY` where it is a terminal. */
  readonly output: { readonly isTTY?: boolean; write(text: string): unknown };
  readonly log: Log;
}

/**
 * Says what the first start made, with the secrets in it. Output that is no terminal is a log as a rule, which others keep
 * and read: then a line of the log says what to do.
 */
export function sayWelcome(made: InitResult, url: string, { output, log }: FirstWords): void {
  output.write(welcome(made, url));
  if (output.isTTY) return;
  log.warn(
    'a login and a key were printed, and not on a terminal: where others read this, change the password and delete the key',
  );
}

function welcome({ organization, user, apiKey }: InitResult, url: string): string {
  return `
The database was empty. These were made, and are shown this once:

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
