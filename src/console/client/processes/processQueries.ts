/** The names under which lists of processes, and single ones, are remembered. */
export const processQueries = { lists: ['processes'], one: ['process'] } as const;
