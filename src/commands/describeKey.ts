import { systemClock } from '../clock';
import type { ApiKey } from '../keys/ApiKey';
import { ApiKeyEndReason } from '../keys/ApiKeyEndReason';
import { ApiKeyStatus, statusOf } from '../keys/ApiKeyStatus';
import { scopesColumn } from '../keys/scopesColumn';
import { instantText } from '../scalars/DateTime';

/** What is known of a key, as `--json` prints it: never a secret. */
export function describeKey(apiKey: ApiKey) {
  const { id, name, user, processId, scopesText, endReason, endNote, note, createdBy, version } = apiKey;
  return {
    id,
    name,
    user,
    processId,
    scopes: scopesColumn.read(scopesText),
    status: statusOf(apiKey, systemClock()),
    expiresAt: instantText(apiKey.expiresAt),
    createdAt: instantText(apiKey.createdAt),
    createdBy,
    lastUsedAt: instantOf(apiKey.lastUsedAt),
    disabledAt: instantOf(apiKey.disabledAt),
    deletedAt: instantOf(apiKey.deletedAt),
    endReason,
    endNote,
    note,
    version,
  };
}

/** What is said beside a change of a key that does not work. Shape: begins with a space; empty of one that works. */
export function stateText(status: ApiKeyStatus): string {
  if (status === ApiKeyStatus.ACTIVE) return '';
  const cause = status === ApiKeyStatus.BLOCKED ? ' `latchkey keys show` names what it breaks.' : '';
  return ` It does not work: it is ${status}.${cause}`;
}

/** When a key ended, and why, where somebody said that. Shape: ends a sentence. Units: epoch milliseconds. */
export function endText(at: number, { endReason }: Pick<ApiKey, 'endReason'>): string {
  const isSaid = endReason !== null && endReason !== ApiKeyEndReason.UNSPECIFIED;
  return `at ${instantText(at)}.${isSaid ? ` Reason: ${endReason}.` : ''}`;
}

/** An instant as it is printed. Shape: null where there is none. */
export function instantOf(at: number | null): string | null {
  return at === null ? null : instantText(at);
}
