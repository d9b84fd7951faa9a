import { parse, serialize } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** A name that browsers take from this very host alone, over HTTPS alone. Source: RFC 6265bis, section 4.1.3.2. */
const SECURE_NAME = '__Host-latchkey-session';
const PLAIN_NAME = 'latchkey-session';

/** The cookie that carries the token of a session, as long as the browser runs. Source: RFC 6265bis. */
export class SessionCookie {
  /** @param publicUrl this server as the world calls it */
  constructor(private readonly publicUrl: () => string) {}

  /**
   * The token that came with a request; undefined where none did, and where several did: a server on a neighbouring domain,
   * or a page on plain HTTP, can add a cookie of the same name, and nobody can tell which is whose.
   * Source: RFC 6265, section 8.6.
   */
  read(request: FastifyRequest): string | undefined {
    const { cookie } = request.headers;
    if (cookie === undefined) return undefined;
    const name = this.nameFor(request);
    return isRepeated(cookie, name) ? undefined : parse(cookie)[name];
  }

  /** Sets the cookie to a token, which no script can read. Null removes the cookie. */
  write(request: FastifyRequest, reply: FastifyReply, token: string | null): void {
    const name = this.nameFor(request);
    const attributes = { path: '/', httpOnly: true, sameSite: 'lax', secure: name === SECURE_NAME } as const;
    const end = token === null ? { maxAge: 0 } : {};
    // One alone: a document may sign out, and in again.
    reply.removeHeader('set-cookie').header('set-cookie', serialize(name, token ?? '', { ...attributes, ...end }));
  }

  private nameFor({ protocol }: FastifyRequest): string {
    return protocol === 'https' || this.publicUrl().startsWith('https:') ? SECURE_NAME : PLAIN_NAME;
  }
}

/** Whether a `Cookie` header has a name more than once. */
function isRepeated(cookie: string, name: string): boolean {
  const names = cookie.split(';').map((pair) => pair.split('=', 1)[0]?.trim());
  return names.indexOf(name) !== names.lastIndexOf(name);
}
