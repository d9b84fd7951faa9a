import { UserErrorCode } from '../errors';
import { EVENTS } from '../events/catalogue';
import { UserError } from '../events/UserError';
import { FORBIDDEN } from '../names';
import { MAX_DESCRIPTION } from './inputs';
import { targetFault } from './targetFault';

/** What somebody wants a webhook to be. What is left out is not judged. */
interface WantedWebhook {
  readonly url?: string | null;
  readonly types?: readonly string[] | null;
  readonly description?: string | null;
}

/** Why a webhook cannot be as it is wanted. @param allowsPrivate whether it may be on this machine, or in a private network */
export function webhookFaults({ url, types, description }: WantedWebhook, allowsPrivate: boolean): UserError[] {
  const target = url == null ? null : targetFault(url, allowsPrivate);
  const unknown = (types ?? []).filter((type) => !Object.hasOwn(EVENTS, type));
  const text = description ?? '';
  return [
    ...(target === null ? [] : [invalid(target, 'url')]),
    ...(types?.length === 0 ? [invalid('Name one event at least, or leave this out for all.', 'types')] : []),
    ...(unknown.length === 0
      ? []
      : [invalid(`There are no such events: ${unknown.slice(0, 5).join(', ').slice(0, 200)}.`, 'types')]),
    ...([...text].length <= MAX_DESCRIPTION && !FORBIDDEN.test(text)
      ? []
      : [invalid(`A description has ${MAX_DESCRIPTION} characters at most, and no line breaks.`, 'description')]),
  ];
}

/** The events that a webhook is sent, as they are stored. Shape: null for all. */
export function typesText(types: readonly string[] | null | undefined): string | null {
  return types == null ? null : [...new Set(types)].sort().join(',');
}

function invalid(message: string, field: string): UserError {
  return new UserError(UserErrorCode.INVALID, message, [field]);
}
