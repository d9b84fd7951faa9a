import { parseSetCookie } from 'cookie';
import type { Answer, World } from './world';

/** The name of the cookie of a session where nobody speaks HTTPS. */
export const COOKIE_NAME = 'latchkey-session';

/** Somebody with a browser, as far as a server can tell: what it sets as a cookie comes back with the next request. */
export class Visitor {
  /** @param token that of the session; undefined where there is none */
  constructor(
    private readonly world: World,
    public token?: string,
  ) {}

  /** Speaks GraphQL. */
  async run(
    query: string,
    variables: Record<string, unknown> = {},
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const cookie = this.token === undefined ? undefined : { cookie: `${COOKIE_NAME}=${this.token}` };
    const answer = await this.world.graphql({ query, variables }, { ...cookie, ...headers });
    for (const text of answer.headers['set-cookie'] ?? []) {
      const { name, value, maxAge } = parseSetCookie(text);
      if (name === COOKIE_NAME) this.token = maxAge === 0 ? undefined : value;
    }
    return answer;
  }
}
