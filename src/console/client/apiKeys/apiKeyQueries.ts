/** The names under which lists of API keys, what is known of a single one, and the key policy are remembered. */
export const apiKeyQueries = { lists: ['apiKeys'], one: ['apiKey'], policy: ['keyPolicy'] } as const;
