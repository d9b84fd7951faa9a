import {
  MembersDocument,
  OrganizationApiKeysDocument,
  OrganizationHistoryDocument,
  UpdateOrganizationDocument,
} from '../generated/graphql';
import type { May } from '../session/Session';

/** A part of the settings. Shape: `slug` is its place in the address. */
export interface SettingsTab {
  readonly slug: 'api-keys' | 'members' | 'organization' | 'history';
  readonly title: string;
}

/** The parts of the settings that a person may see. */
export function settingsTabs(may: May): SettingsTab[] {
  const tabs: SettingsTab[] = [];
  if (may(OrganizationApiKeysDocument)) tabs.push({ slug: 'api-keys', title: 'API key' });
  if (may(MembersDocument)) tabs.push({ slug: 'members', title: 'Members' });
  if (may(UpdateOrganizationDocument)) tabs.push({ slug: 'organization', title: 'Organization' });
  if (may(OrganizationHistoryDocument)) tabs.push({ slug: 'history', title: 'History' });
  return tabs;
}
