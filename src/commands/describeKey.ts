import { systemClock } from '../clock';
import { type ApiKey, scopesColumn, statusOf } from '../keys/ApiKey';
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

/** An instant as it is printed. Shape: null where there is none. */
export function instantOf(at: number | null): string | null {
  return at === null ? null : instantText(at);
}
