import { ask } from '../api/ask';
import { queryClient } from '../api/queryClient';
import { SwitchOrganizationDocument } from '../generated/graphql';
import { enterSession } from './enterSession';
import type { Presence } from './Presence';
import { viewerKey } from './viewerKey';

/**
 * Goes on as whoever has just signed in. A person whose pages are kept is led back into the organization that they
 * belong to, which need not be the one in which a session begins.
 */
export async function resumeSession(email: string): Promise<void> {
  const kept = queryClient.getQueryData<Presence>(viewerKey)?.viewer;
  const isBack = kept?.email?.toLowerCase() === email.trim().toLowerCase();
  try {
    if (kept && isBack && kept.memberships.length > 1) {
      await ask(SwitchOrganizationDocument, { input: { organizationId: kept.organization.id } });
    }
  } finally {
    await enterSession();
  }
}
