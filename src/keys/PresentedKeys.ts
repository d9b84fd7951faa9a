import type { Origin } from '../access/Caller';
import type { Clock } from '../clock';
import { AppError } from '../errors';
import type { RefusalReason } from '../metrics/LABEL_VALUES';
import type { Meter } from '../metrics/Meter';
import type { EndedSecrets } from './EndedSecrets';
import type { FoundKey, KeyRow } from './KeyLookup';
import type { KeyRefusals } from './KeyRefusals';
import { isRetired, keyHolds } from './keyHolds';
import type { KeyValue } from './keyValue';
import { refusalReason } from './refusalReason';
import { type SecretWay, sightingOf } from './SecretReuse';
import type { WorkingSecret } from './workingSecrets';

/** A key with the secret of it that was presented. Units: `now` in epoch milliseconds, when it was looked at. */
export interface PresentedKey {
  readonly row: KeyRow;
  readonly secret: WorkingSecret;
  readonly now: number;
  /** Whether the key works, too. */
  readonly holds: boolean;
}

/** Judges the keys of values that are presented, and reports those that are refused. */
export class PresentedKeys {
  constructor(
    private readonly clock: Clock,
    private readonly refusals: KeyRefusals,
    private readonly ended: EndedSecrets,
    private readonly meter: Meter,
  ) {}

  /**
   * The key and the secret that a value is, once it was looked up.
   * Errors: `UNAUTHENTICATED` where it is none, or a secret that ended by itself.
   */
  judge({ row, secret }: FoundKey, { pass }: KeyValue, origin: Origin, way: SecretWay): PresentedKey {
    const now = this.clock();
    if (!row) {
      this.meter.keyRefused('unknown');
      throw new AppError('UNAUTHENTICATED');
    }
    if (!secret || isRetired(secret, row, now)) {
      this.meter.keyRefused(secret ? 'ended_secret' : 'wrong_secret');
      this.refusals.attempted(row, origin, now);
      const sighting = sightingOf(row, origin, way, now);
      if (secret) this.ended.reused(sighting, secret.number, 'RETIRED');
      else this.ended.refused(sighting, pass);
      throw new AppError('UNAUTHENTICATED');
    }
    const holds = keyHolds(row, now);
    if (!holds) this.refusals.refused(row, origin, now);
    this.count(holds || way === 'REVOCATION' ? null : refusalReason(row, now));
    if (row.deletedAt !== null) this.ended.reused(sightingOf(row, origin, way, now), secret.number, 'DELETED');
    return { row, secret, now, holds };
  }

  private count(reason: RefusalReason | null): void {
    if (reason === null) this.meter.keyAccepted();
    else this.meter.keyRefused(reason);
  }
}
