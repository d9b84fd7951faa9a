import { ask } from '../api/ask';
import {
  type ApiKeyFilter,
  type ApiKeyRowFragment,
  OrganizationApiKeysDocument,
  ProcessApiKeysDocument,
} from '../generated/graphql';
import type { Connection } from '../lists/Connection';
import { PAGE_SIZE } from '../lists/usePages';
import type { ApiKeyOwner } from './ApiKeyOwner';
import type { ApiKeyWishes } from './ApiKeyWishes';

/** Reads a page of an owner's keys. Errors: nothing where there is no such owner. */
export async function readApiKeys(
  owner: ApiKeyOwner,
  { text, status, scope, orderBy }: ApiKeyWishes,
  after: string | null,
  signal: AbortSignal,
): Promise<Connection<ApiKeyRowFragment> | null | undefined> {
  const filter: ApiKeyFilter = { text: text || null, status: status && [status], scope, owner: owner.kind };
  const wishes = { filter, orderBy, first: PAGE_SIZE, after };
  if (owner.processId === null) return (await ask(OrganizationApiKeysDocument, wishes, signal)).organization.apiKeys;
  return (await ask(ProcessApiKeysDocument, { ...wishes, id: owner.processId }, signal)).process?.apiKeys;
}
