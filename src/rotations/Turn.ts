import type { Caller } from '../access/Caller';
import { type Announce, type Outcome, refused } from '../events/Changes';
import type { Consequence } from '../events/Happened';
import type { UserError } from '../events/UserError';
import type { ApiKey } from '../keys/ApiKey';
import type { ApiKeySecret } from '../keys/inputs';
import type { BlockingColumns } from '../keys/judgeKey';
import type { Rotation } from '../keys/Rotation';
import type { WithheldApiKey } from '../keys/WithheldApiKey';
import type { Transaction } from '../storage/Storage';
import { shownTo } from './rotatableKey';

/** A key with its new secret. Shape: the secret is null where none was made. */
export interface RotatedApiKey {
  readonly apiKey: ApiKey | WithheldApiKey;
  readonly secret: ApiKeySecret | null;
}

/** The key that is to be rotated, within the transaction in which it is. */
export interface Turn {
  readonly caller: Caller;
  readonly transaction: Transaction;
  readonly rotation: Rotation;
  readonly also: Announce;
  readonly now: number;
}

/** A refusal that carries the key as it is. */
export function conflicting({ caller, rotation }: Turn, faults: readonly UserError[]): Outcome<RotatedApiKey> {
  const { apiKey } = rotation;
  return { ...refused(apiKey, ...faults), present: { apiKey: shownTo(caller, apiKey), secret: null } };
}

/** Writes what became of a key, as the event that was asked for. */
export async function written(
  { caller, transaction, rotation, also }: Turn,
  { before, after }: Consequence,
  blocking?: BlockingColumns,
): Promise<Outcome<RotatedApiKey>> {
  const { apiKey } = rotation;
  const changed = await rotation.write(transaction, apiKey.version + 1, blocking);
  for (const consequence of rotation.consequences) also(consequence);
  return { target: apiKey, result: { apiKey: shownTo(caller, changed), secret: null }, before, after };
}
