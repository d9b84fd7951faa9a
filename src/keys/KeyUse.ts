import type { Origin } from '../access/Caller';
import type { Changes } from '../events/Changes';
import type { Job } from '../jobs/Job';
import type { ReportLoss } from '../log';
import { Remembered } from '../Remembered';
import type { Storage } from '../storage/Storage';
import { FirstUses } from './FirstUses';
import { SHORTEST_GAP_MS } from './KeyGap';
import type { KeyRow } from './KeyLookup';
import { LastUses } from './LastUses';
import type { WorkingSecret } from './workingSecrets';

/** Units: milliseconds by which `lastUsedAt` may lag. */
const LAST_USED_LAG_MS = 60_000;
/** Units: secrets of keys with several whose last note is remembered. */
const MAX_NOTED = 10_000;

/** What of a key's row tells whether its use is news. */
export type UsedKey = Pick<KeyRow, 'id' | 'lastUsedAt' | 'secretNumber' | 'otherState'>;

/** Remembers that keys were used. A job of each process writes it down a moment later: no request waits for it. */
export class KeyUse implements Job {
  readonly name = 'write-key-use';
  readonly everyMs = 1_000;
  readonly isForOne = false;
  private readonly uses: LastUses;
  private readonly firstUses: FirstUses;
  /** When this process noted the use of a secret. Shape: by the key's id and the secret's number. */
  private readonly noted = new Remembered<string, number>(MAX_NOTED);
  private isLossTold = false;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    storage: Storage,
    changes: Changes,
    private readonly reportLoss: ReportLoss,
  ) {
    this.uses = new LastUses(storage, changes, reportLoss);
    this.firstUses = new FirstUses(storage, changes);
  }

  /** A secret of a key let its caller in. */
  used(key: UsedKey, { number, state }: Pick<WorkingSecret, 'number' | 'state'>, origin: Origin, now: number): void {
    const { id, lastUsedAt } = key;
    const isRotated = key.secretNumber > 1 || key.otherState !== null;
    const knownAt = isRotated ? this.knownUse(key, number) : lastUsedAt;
    if (knownAt !== null && now - knownAt < LAST_USED_LAG_MS && state !== 'PENDING') return;
    if (isRotated) this.noted.keep(`${id} ${number}`, now);
    const mayEndGap = knownAt === null ? isRotated : now - knownAt >= SHORTEST_GAP_MS;
    const firstOrigin = lastUsedAt === null ? origin : null;
    this.uses.add({ id, number, at: now, isRotated, mayEndGap, firstOrigin });
    if (state === 'PENDING') this.firstUses.add({ id, number, at: now, origin });
  }

  /**
   * Resolves when it is written down that pending secrets were used, or the loss was reported.
   * @param apiKeyId of the one key that matters, where it is given
   */
  settle(apiKeyId?: string): Promise<void> {
    return this.inTurn(() => this.complete(apiKeyId));
  }

  run(): Promise<void> {
    return this.flush();
  }

  /** Writes down what waits, and resolves when it is written, or its loss was reported. */
  flush(): Promise<void> {
    return this.inTurn(() => this.write());
  }

  /**
   * When a secret of a key with several was last noted; null where this process has not noted it yet. The key's own row
   * speaks for one secret alone: outside of a rotation, for the current one, which other processes note as well.
   */
  private knownUse({ id, lastUsedAt, otherState }: UsedKey, number: number): number | null {
    const notedAt = this.noted.get(`${id} ${number}`) ?? null;
    return notedAt === null || otherState !== null ? notedAt : Math.max(notedAt, lastUsedAt ?? 0);
  }

  private async write(): Promise<void> {
    this.tellDropped();
    await this.uses.flush();
    await this.complete();
  }

  private async complete(apiKeyId?: string): Promise<void> {
    await this.firstUses.write(apiKeyId).catch((error: unknown) => {
      this.reportLoss('the rotation of keys could not be completed yet', { err: error });
    });
  }

  private inTurn(work: () => Promise<void>): Promise<void> {
    this.writing = this.writing.then(work);
    return this.writing;
  }

  /** A loss for want of room is reported once, until there was room again. */
  private tellDropped(): void {
    const useCount = this.uses.takeDroppedCount();
    if (useCount > 0 && !this.isLossTold) this.reportLoss('the use of keys was not all written down', { useCount });
    this.isLossTold = useCount > 0;
  }
}
