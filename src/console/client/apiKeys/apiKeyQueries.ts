/** The names under which lists of API keys, and what is known of a single one, are remembered. */
export const apiKeyQueries = { lists: ['apiKeys'], one: ['apiKey'] } as const;
