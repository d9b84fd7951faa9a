/** The name under which lists of keys are remembered; what follows it says which. */
export const apiKeysKey = ['apiKeys'] as const;
