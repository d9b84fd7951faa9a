/** The names under which lists of processes, and single ones, are remembered. */
export const processKeys = { lists: ['processes'], one: ['process'] } as const;
