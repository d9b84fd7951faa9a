import type { Caller } from '../access/Caller';
import type { Clock } from '../clock';
import { type Changes, NOTHING_TO_DO } from '../events/Changes';
import { type ApiKey, ApiKeyEndReason } from './ApiKey';
import { type SecretColumns, secretOfNumber } from './workingSecrets';

const FIND = `
  SELECT "id", "name", "expiresAt", "disabledAt", "deletedAt", "blockedFrom", "endReason", "endNote",
         "passDigest", "pepperVersion", "secretNumber", "secretUntil",
         "otherDigest", "otherPepperVersion", "otherNumber", "otherState", "otherUntil"
  FROM "api_key" WHERE "id" = $1 AND "organizationId" = $2`;
const END = `
  UPDATE "api_key" SET "disabledAt" = COALESCE("disabledAt", $1), "endReason" = '${ApiKeyEndReason.COMPROMISED}',
    "version" = "version" + 1
  WHERE "id" = $2`;

type HeldKey = SecretColumns &
  Pick<ApiKey, 'id' | 'name' | 'disabledAt' | 'deletedAt' | 'blockedFrom' | 'endReason' | 'endNote'>;

/** Ends keys for those who hold their values. Source: decision 089. */
export class KeyPossession {
  constructor(
    private readonly changes: Changes,
    private readonly clock: Clock,
  ) {}

  /**
   * Disables the key of a secret that still works as compromised, whatever else became of the key since the secret came. A key that
   * is disabled, blocked or deleted becomes compromised as well: it could come back. One that has expired is left as it is.
   * @param holder who came with the secret
   */
  async endKey(holder: Caller): Promise<void> {
    await this.changes.by({ ...holder, stillHolds: undefined }, 'api_key.disabled', async ({ sql }) => {
      const [key] = await sql<HeldKey>(FIND, [holder.id, holder.organizationId]);
      const now = this.clock();
      if (!key || !this.isToBeEnded(key, holder.secret?.number ?? 1, now)) return NOTHING_TO_DO;
      await sql(END, [now, key.id]);
      return { target: key, result: null, before: key, after: { ...key, endReason: ApiKeyEndReason.COMPROMISED } };
    });
  }

  private isToBeEnded(key: HeldKey, secretNumber: number, now: number): boolean {
    const secret = secretOfNumber(key, secretNumber);
    if (secret === null || secret.endsAt <= now) return false;
    const isOver = key.disabledAt !== null || key.deletedAt !== null;
    return !isOver || key.endReason !== ApiKeyEndReason.COMPROMISED;
  }
}
