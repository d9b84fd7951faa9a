import type { Caller } from '../access/caller';
import { mutate, NOTHING_TO_DO } from '../audit/mutate';
import type { Clock } from '../clock';
import type { Storage } from '../storage/storage';
import type { TokenClaims } from './AccessTokens';

/** Units: milliseconds that a row outlasts its token, for servers whose clocks are behind. */
const MARGIN_MS = 60_000;
/** Units: milliseconds between two times that old rows are looked for. */
const SWEEP_MS = 60_000;

const INSERT = `
  INSERT INTO "revoked_token" ("id", "expiresAt") VALUES ($1, $2) ON CONFLICT ("id") DO NOTHING RETURNING "id"`;

/** Ends access tokens before their time. */
export class TokenRevocation {
  private lastSweepAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
  ) {}

  /** Ends a token of the caller: it is refused by the very next request. */
  async revoke(caller: Caller, { jti, exp }: TokenClaims): Promise<void> {
    // Whatever became of the key meanwhile, its token may end: that gives nobody anything.
    const client = { ...caller, stillHolds: undefined };
    await mutate(this.storage, this.clock, client, 'revokeToken', async ({ sql }) => {
      const made = await sql(INSERT, [jti, exp * 1_000]);
      return made.length === 0 ? NOTHING_TO_DO : { targetId: jti, result: null };
    });
    await this.sweep(this.clock());
  }

  /** Forgets tokens that have expired: in a write of its own, since it touches what other revocations write. */
  private async sweep(now: number): Promise<void> {
    if (now - this.lastSweepAt < SWEEP_MS) return;
    this.lastSweepAt = now;
    await this.storage.write(({ sql }) =>
      sql('DELETE FROM "revoked_token" WHERE "expiresAt" <= $1', [now - MARGIN_MS]),
    );
  }
}
