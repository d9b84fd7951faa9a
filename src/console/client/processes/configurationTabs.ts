import {
  DeleteProcessDocument,
  ProcessApiKeysDocument,
  ProcessHistoryDocument,
  UpdateProcessDocument,
} from '../generated/graphql';
import type { May } from '../session/Session';

/** A part of a process's configuration. Shape: `slug` is its place in the address. */
export interface ConfigurationTab {
  readonly slug: 'general' | 'api-keys' | 'history';
  readonly title: string;
}

/** The parts of a process's configuration that a person may see. */
export function configurationTabs(may: May): ConfigurationTab[] {
  const tabs: ConfigurationTab[] = [];
  if (may(UpdateProcessDocument) || may(DeleteProcessDocument)) tabs.push({ slug: 'general', title: 'General' });
  if (may(ProcessApiKeysDocument)) tabs.push({ slug: 'api-keys', title: 'API keys' });
  if (may(ProcessHistoryDocument)) tabs.push({ slug: 'history', title: 'History' });
  return tabs;
}
