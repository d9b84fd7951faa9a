/** The name under which it is remembered who is there. Shape: of its answer, `Presence`. */
export const viewerKey = ['viewer'] as const;
