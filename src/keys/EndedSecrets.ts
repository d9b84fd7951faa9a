import type { Clock } from '../clock';
import type { Changes } from '../events/Changes';
import type { Job } from '../jobs/Job';
import type { ReportLoss } from '../log';
import { chunksOf } from '../storage/chunksOf';
import { numberedPlaces } from '../storage/numberedPlaces';
import type { Storage } from '../storage/Storage';
import type { KeySecret } from './KeySecret';
import type { Peppers } from './Peppers';
import type { EndedSecretState, SecretReuse, Sighting } from './SecretReuse';
import { type Counted, SharedRoom } from './SharedRoom';
import { settleReuse } from './settleReuse';

/** Units: secrets that one statement looks for. */
const MAX_LOOKED_FOR = 50;
/** Units: reuses that one transaction writes. */
const MAX_SETTLED = 100;
/**
 * Units: milliseconds from a reuse until it is settled. By then every process has written from where it saw the secret while that
 * lived, and that a newer one is used.
 */
const HOLD_MS = 5_000;

/** A secret that does not work. Shape: `pass` is kept in memory, for a second. */
interface UnknownSecret extends Sighting {
  readonly pass: string;
}

type EndedRow = Pick<KeySecret, 'apiKeyId' | 'number' | 'passDigest'> & { readonly endedAs: EndedSecretState };

/**
 * Recognises secrets that are presented after their end. The check refuses them like any wrong one. A job of each process compares
 * them a moment later, so that the time of an answer does not tell them apart. Source: decision 088.
 */
export class EndedSecrets implements Job {
  readonly name = 'recognise-ended-secrets';
  readonly everyMs = 1_000;
  readonly isForOne = false;
  private readonly unknown = new SharedRoom<UnknownSecret>();
  private readonly reuses = new SharedRoom<SecretReuse>();
  private isLossTold = false;
  private working: Promise<void> = Promise.resolve();

  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    private readonly changes: Changes,
    private readonly peppers: Peppers,
    private readonly reportLoss: ReportLoss,
  ) {}

  /** A secret was presented that does not work: a wrong one, or one that ended. */
  refused(sighting: Sighting, pass: string): void {
    const { apiKeyId, network, way } = sighting;
    this.unknown.add(`${apiKeyId} ${network} ${way} ${pass}`, { ...sighting, pass });
  }

  /** A secret was presented that has ended by the key's own row. */
  reused(sighting: Sighting, secretNumber: number, state: EndedSecretState): void {
    this.count({ ...sighting, secretNumber, state }, 1);
  }

  /** Compares what was presented, and settles what was held long enough. */
  run(now: number): Promise<void> {
    return this.inTurn(now, ({ at }) => isHeld(at, now));
  }

  /** Settles everything, and resolves when it is written, or its loss was reported. */
  flush(): Promise<void> {
    return this.inTurn(this.clock(), () => true);
  }

  private inTurn(now: number, isDue: (reuse: SecretReuse) => boolean): Promise<void> {
    this.working = this.working.then(() => this.work(now, isDue));
    return this.working;
  }

  private async work(now: number, isDue: (reuse: SecretReuse) => boolean): Promise<void> {
    this.tellDropped();
    const [unknown, unsettled] = [this.unknown.take(() => true), new Set<Counted<SecretReuse>>()];
    const uncompared = new Set(unknown);
    try {
      for (const some of chunksOf(unknown, MAX_LOOKED_FOR)) {
        await this.compare(some);
        for (const each of some) uncompared.delete(each);
      }
      // In one order for all processes: two that lock the same rows wait for one another, and never both.
      const due = this.reuses.take(isDue).sort((one, other) => (one.name < other.name ? -1 : 1));
      for (const each of due) unsettled.add(each);
      for (const some of chunksOf(due, MAX_SETTLED)) {
        await this.settle(some, now);
        for (const each of some) unsettled.delete(each);
      }
    } catch (error) {
      for (const { name, item, count } of uncompared) this.unknown.add(name, item, count);
      for (const { item, count } of unsettled) this.count(item, count);
      this.reportLoss('secrets that came after their end could not be written down yet', { err: error });
    }
  }

  private async compare(unknown: readonly Counted<UnknownSecret>[]): Promise<void> {
    const digests = unknown.map(({ item }) => this.peppers.digestsOf(item.pass));
    const rows = await this.endedRows([...new Set(digests.flat())]);
    for (const [index, { item, count }] of unknown.entries()) {
      const { pass: _pass, ...sighting } = item;
      const ended = rows.find(
        ({ apiKeyId, passDigest }) => apiKeyId === item.apiKeyId && digests[index]?.includes(passDigest),
      );
      if (ended) this.count({ ...sighting, secretNumber: ended.number, state: ended.endedAs }, count);
    }
  }

  /** A secret that has not ended by itself ended with its key, if that is deleted. */
  private endedRows(digests: readonly string[]): Promise<readonly EndedRow[]> {
    return this.storage.sql<EndedRow>(
      `SELECT s."apiKeyId", s."number", s."passDigest", COALESCE(s."endedAs", 'DELETED') AS "endedAs"
       FROM "api_key_secret" s JOIN "api_key" k ON k."id" = s."apiKeyId"
       WHERE s."passDigest" IN (${numberedPlaces(digests)}) AND (s."endedAs" IS NOT NULL OR k."deletedAt" IS NOT NULL)`,
      digests,
    );
  }

  private count(reuse: SecretReuse, count: number): void {
    const { apiKeyId, secretNumber, network, way } = reuse;
    this.reuses.add(`${apiKeyId} ${secretNumber} ${network} ${way}`, reuse, count);
  }

  private settle(reuses: readonly Counted<SecretReuse>[], now: number): Promise<void> {
    return this.storage.write(async (transaction) => {
      for (const { item, count } of reuses) {
        const mayDisable = item.way === 'USE' && isHeld(item.at, now);
        await this.changes.tell(transaction, await settleReuse(transaction, item, { count, mayDisable, now }));
      }
    });
  }

  /** A loss for want of room is reported once, until there was room again. */
  private tellDropped(): void {
    const secretCount = this.unknown.takeDroppedCount() + this.reuses.takeDroppedCount();
    if (secretCount > 0 && !this.isLossTold) {
      this.reportLoss('refused secrets were not all compared with those that ended', { secretCount });
    }
    this.isLossTold = secretCount > 0;
  }
}

/** A clock may be set back. */
function isHeld(at: number, now: number): boolean {
  return Math.abs(now - at) >= HOLD_MS;
}
