/** The organization whose pages are shown, as `SignedIn` says as long as it shows them; null where none is. */
export const shownOrganization: { id: string | null } = { id: null };
