import type { Origin } from '../access/Caller';
import { bySystem } from '../events/bySystem';
import type { Changes } from '../events/Changes';
import type { Storage, Transaction } from '../storage/Storage';
import { ApiKey } from './ApiKey';
import { Rotation } from './Rotation';

/** Units: keys whose first use waits. That of another is noted by the next request with the same secret. */
const MAX_WAITING = 10_000;

/** That a pending secret was used. Units: `at` in epoch milliseconds. */
export interface FirstUse {
  readonly id: string;
  /** Of the secret. */
  readonly number: number;
  readonly at: number;
  readonly origin: Origin;
}

/** The first use of each pending secret, until it is written down that the secret is the current one now. */
export class FirstUses {
  private readonly waiting = new Map<string, FirstUse>();

  constructor(
    private readonly storage: Storage,
    private readonly changes: Changes,
  ) {}

  /** Notes that a pending secret was used. */
  add(use: FirstUse): void {
    const known = this.waiting.get(use.id);
    if (known ? known.number < use.number : this.waiting.size < MAX_WAITING) this.waiting.set(use.id, use);
  }

  /**
   * Completes the rotations that wait. Errors: that of the first that failed; those that failed wait on.
   * @param apiKeyId of the one key that matters, where it is given
   */
  async write(apiKeyId?: string): Promise<void> {
    const uses = [...this.waiting.values()].filter(({ id }) => apiKeyId === undefined || id === apiKeyId);
    const failures: unknown[] = [];
    for (const use of uses) {
      this.waiting.delete(use.id);
      try {
        await this.storage.write((transaction) => this.complete(transaction, use));
      } catch (error) {
        failures.push(error);
        this.add(use);
      }
    }
    if (failures.length > 0) throw failures[0];
  }

  /** What was cancelled, or ended, since it was used stays so: nothing is completed then. */
  private async complete(transaction: Transaction, { id, number, at, origin }: FirstUse): Promise<void> {
    const apiKey = await transaction.manager.findOneBy(ApiKey, { id });
    if (apiKey === null || apiKey.deletedAt !== null || apiKey.disabledAt !== null) return;
    if (apiKey.otherState !== 'PENDING' || apiKey.otherNumber !== number) return;
    const rotation = await Rotation.of(transaction.sql, apiKey, at);
    rotation.complete(at);
    await rotation.write(transaction, apiKey.version); // Use changes no version.
    const { organizationId } = apiKey;
    const happened = bySystem(organizationId, rotation.consequences, at);
    await this.changes.tell(
      transaction,
      happened.map((each) => ({ ...each, origin })),
    );
  }
}
