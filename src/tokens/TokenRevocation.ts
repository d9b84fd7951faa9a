import type { Caller } from '../access/Caller';
import { type Changes, NOTHING_TO_DO } from '../events/Changes';
import type { TokenClaims } from './AccessTokens';

const INSERT = `
  INSERT INTO "revoked_token" ("id", "expiresAt") VALUES ($1, $2) ON CONFLICT ("id") DO NOTHING RETURNING "id"`;

/** Ends access tokens before their time. */
export class TokenRevocation {
  constructor(private readonly changes: Changes) {}

  /** Ends a token of the caller: it is refused by the very next request. */
  async revoke(caller: Caller, { jti, exp }: TokenClaims): Promise<void> {
    // Whatever became of the key meanwhile, its token may end: that gives nobody anything.
    const client = { ...caller, asItIs: undefined };
    await this.changes.by(client, 'token.revoked', async ({ sql }) => {
      const made = await sql(INSERT, [jti, exp * 1_000]);
      return made.length === 0 ? NOTHING_TO_DO : { target: { id: jti, name: null }, result: null };
    });
  }
}
