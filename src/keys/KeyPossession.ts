import type { Caller } from '../access/Caller';
import type { Clock } from '../clock';
import { type Changes, NOTHING_TO_DO } from '../events/Changes';
import type { ApiKey } from './ApiKey';
import { ApiKeyEndReason } from './ApiKeyEndReason';
import { AS_COMPROMISED, endKeys } from './endKeys';
import { type SecretColumns, secretOfNumber } from './workingSecrets';

const FIND = `
  SELECT "id", "name", "processId", "expiresAt", "disabledAt", "deletedAt", "endReason", "passDigest", "pepperVersion", "secretNumber",
         "secretUntil", "otherDigest", "otherPepperVersion", "otherNumber", "otherState", "otherUntil"
  FROM "api_key" WHERE "id" = $1 AND "organizationId" = $2`;

type HeldKey = SecretColumns & Pick<ApiKey, 'id' | 'name' | 'processId' | 'disabledAt' | 'deletedAt' | 'endReason'>;

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
    await this.changes.by({ ...holder, asItIs: undefined }, 'api_key.disabled', async ({ sql }) => {
      const [key] = await sql<HeldKey>(FIND, [holder.id, holder.organizationId]);
      const now = this.clock();
      if (!key || !this.isToBeEnded(key, holder.secret?.number ?? 1, now)) return NOTHING_TO_DO;
      const [ended] = await endKeys(sql, [key.id], { ...AS_COMPROMISED, at: now, isForTombstones: true });
      return ended ? { target: key, result: null, ...ended } : NOTHING_TO_DO;
    });
  }

  private isToBeEnded(key: HeldKey, secretNumber: number, now: number): boolean {
    const secret = secretOfNumber(key, secretNumber);
    if (secret === null || secret.endsAt <= now) return false;
    const isOver = key.disabledAt !== null || key.deletedAt !== null;
    return !isOver || key.endReason !== ApiKeyEndReason.COMPROMISED;
  }
}
