import type { Caller } from '../access/caller';
import { mutate } from '../audit/mutate';
import type { Clock } from '../clock';
import type { Storage } from '../storage/storage';
import type { TokenClaims } from './AccessTokens';
import { RevokedToken } from './RevokedToken';

/** Ends access tokens before their time. */
export class TokenRevocation {
  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
  ) {}

  /** Ends a token of the caller: it is refused by the very next request. Rows of tokens that have expired go. */
  async revoke(caller: Caller, { jti, exp }: TokenClaims): Promise<void> {
    await mutate(this.storage, this.clock, caller, 'revokeToken', async ({ manager, sql }) => {
      await sql('DELETE FROM "revoked_token" WHERE "expiresAt" <= $1', [this.clock()]);
      const [known] = await sql('SELECT "id" FROM "revoked_token" WHERE "id" = $1', [jti]);
      if (!known) await manager.insert(RevokedToken, { id: jti, expiresAt: exp * 1_000 });
      return { targetId: jti, result: null };
    });
  }
}
