/** The organization whose pages are shown; null where none is. */
export const shown: { organizationId: string | null } = { organizationId: null };
