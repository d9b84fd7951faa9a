import { ApiKeyHistoryDocument, ApiKeyUsageDocument } from '../generated/graphql';
import type { May } from '../session/Session';

/** A part of the page of a key. Shape: `slug` is its place in the address. */
export interface ApiKeyTab {
  readonly slug: 'use' | 'history';
  readonly title: string;
}

/** The parts of a key's page that a person may see. */
export function apiKeyTabs(may: May): ApiKeyTab[] {
  const tabs: ApiKeyTab[] = [];
  if (may(ApiKeyUsageDocument)) tabs.push({ slug: 'use', title: 'Use' });
  if (may(ApiKeyHistoryDocument)) tabs.push({ slug: 'history', title: 'History' });
  return tabs;
}
