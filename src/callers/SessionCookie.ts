import { parse, serialize } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** A name that browsers take from this very host alone, over HTTPS alone. Source: RFC 6265bis, section 4.1.3.2. */
const SECURE_NAME = '__Host-latchkey-session';
const PLAIN_NAME = 'latchkey-session';

/** The cookie that carries the token of a session, as long as the browser runs. Source: RFC 6265bis. */
export class SessionCookie {
  /** @param publicUrl this server as the world calls it */
  constructor(private readonly publicUrl: () => string) {}

  /** The token that came with a request; undefined where none did. */
  read(request: FastifyRequest): string | undefined {
    const { cookie } = request.headers;
    return cookie === undefined ? undefined : parse(cookie)[this.nameFor(request)];
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
