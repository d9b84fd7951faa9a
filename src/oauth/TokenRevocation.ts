import type { Caller } from '../access/caller';
import { mutate, NOTHING_TO_DO } from '../audit/mutate';
import type { Clock } from '../clock';
import type { Storage } from '../storage/storage';
import type { TokenClaims } from './AccessTokens';
import { RevokedToken } from './RevokedToken';

/** Units: milliseconds that a row outlasts its token, for servers whose clocks are behind. */
const MARGIN_MS = 60_000;

/** Ends access tokens before their time. */
export class TokenRevocation {
  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
  ) {}

  /** Ends a token of the caller: it is refused by the very next request. Rows of tokens that have expired go. */
  async revoke(caller: Caller, { jti, exp }: TokenClaims): Promise<void> {
    // Whatever became of the key meanwhile, its token may end: that gives nobody anything.
    const client = { ...caller, stillHolds: undefined };
    await mutate(this.storage, this.clock, client, 'revokeToken', async ({ manager, sql }) => {
      await sql('DELETE FROM "revoked_token" WHERE "expiresAt" <= $1', [this.clock() - MARGIN_MS]);
      const [known] = await sql('SELECT "id" FROM "revoked_token" WHERE "id" = $1', [jti]);
      if (known) return NOTHING_TO_DO;
      await manager.insert(RevokedToken, { id: jti, expiresAt: exp * 1_000 });
      return { targetId: jti, result: null };
    });
  }
}
