import type { InitResult } from './init';

/** What the first start tells of what it made, with the secrets in it. */
export function welcome({ organization, user, apiKey }: InitResult, url: string): string {
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
