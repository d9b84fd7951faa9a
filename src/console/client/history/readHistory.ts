import { ask } from '../api/ask';
import {
  ApiKeyHistoryDocument,
  type AuditEventFilter,
  type AuditEventRowFragment,
  OrganizationHistoryDocument,
  ProcessHistoryDocument,
} from '../generated/graphql';
import type { Connection } from '../lists/Connection';
import { PAGE_SIZE } from '../lists/usePages';
import type { HistoryOwner } from './HistoryOwner';

/**
 * Reads a page of the audit log. How many entries there are in all is not asked: counting millions would take longer
 * than reading the page.
 * Errors: nothing where there is no such owner.
 */
export async function readHistory(
  owner: HistoryOwner,
  filter: AuditEventFilter,
  after: string | null,
  signal: AbortSignal,
): Promise<Connection<AuditEventRowFragment> | null | undefined> {
  const wishes = { filter, first: PAGE_SIZE, after };
  switch (owner.kind) {
    case 'ORGANIZATION':
      return (await ask(OrganizationHistoryDocument, wishes, signal)).organization.auditEvents;
    case 'PROCESS':
      return (await ask(ProcessHistoryDocument, { ...wishes, id: owner.id }, signal)).process?.auditEvents;
    case 'API_KEY':
      return (await ask(ApiKeyHistoryDocument, { ...wishes, id: owner.id }, signal)).apiKey?.auditEvents;
  }
}
