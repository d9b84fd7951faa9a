import type { Caller } from '../access/Caller';
import type { Clock } from '../clock';
import { type Changes, NOTHING_TO_DO } from '../events/Changes';
import type { Complain } from '../log';
import { Sweeper } from '../storage/Sweeper';
import type { Storage } from '../storage/storage';
import type { TokenClaims } from './AccessTokens';

/** Units: milliseconds that a row outlasts its token, for servers whose clocks are behind. */
const MARGIN_MS = 60_000;
const INSERT = `
  INSERT INTO "revoked_token" ("id", "expiresAt") VALUES ($1, $2) ON CONFLICT ("id") DO NOTHING RETURNING "id"`;

/** Ends access tokens before their time. */
export class TokenRevocation {
  private readonly sweeper: Sweeper;

  constructor(
    storage: Storage,
    private readonly clock: Clock,
    private readonly changes: Changes,
    complain: Complain,
  ) {
    this.sweeper = new Sweeper(storage, 'DELETE FROM "revoked_token" WHERE "expiresAt" <= $1', complain);
  }

  /** Ends a token of the caller: it is refused by the very next request. */
  async revoke(caller: Caller, { jti, exp }: TokenClaims): Promise<void> {
    // Whatever became of the key meanwhile, its token may end: that gives nobody anything.
    const client = { ...caller, stillHolds: undefined };
    await this.changes.by(client, 'token.revoked', async ({ sql }) => {
      const made = await sql(INSERT, [jti, exp * 1_000]);
      return made.length === 0 ? NOTHING_TO_DO : { target: { id: jti, name: null }, result: null };
    });
    const now = this.clock();
    await this.sweeper.sweep(now, now - MARGIN_MS);
  }
}
