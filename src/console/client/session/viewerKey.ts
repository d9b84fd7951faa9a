/** The name under which whoever is signed in is remembered; null where nobody is. */
export const viewerKey = ['viewer'] as const;
