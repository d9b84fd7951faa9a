import type { Viewer } from './Session';

/** Tells a person in one organization from every other person, and from the same person in another organization. */
export function identify({ memberId, email, organization }: Viewer): string {
  return JSON.stringify([memberId ?? email, organization.id]);
}
