import type { Caller } from '../access/Caller';
import { StartError, UserErrorCode } from '../errors';
import type { UserError } from '../events/UserError';
import { isId } from '../id';
import { ApiKeyEndReason } from '../keys/ApiKeyEndReason';
import { endText } from './describeKey';
import { refusalOf, type Told } from './refusalOf';
import type { Workbench } from './withServices';

/** Why nothing was done to a key, as `refusalOf` says it; a deleted key is called that, and what is left to do is said. */
export async function refusalOfKey(
  { services }: Workbench,
  operator: Caller,
  id: string,
  userErrors: readonly UserError[],
  told?: Told,
): Promise<StartError> {
  const isMissing = isId(id) && userErrors.some(({ code }) => code === UserErrorCode.NOT_FOUND);
  const apiKey = isMissing ? await services.apiKeys.byId(operator, id) : null;
  if (!apiKey?.deletedAt) return refusalOf(userErrors, told);
  const isLost = apiKey.endReason === ApiKeyEndReason.COMPROMISED;
  const left = isLost ? 'Make another key.' : `\`latchkey keys restore ${id}\` brings it back within 30 days of that.`;
  return new StartError(`This key was deleted ${endText(apiKey.deletedAt, apiKey)} ${left}`);
}
