/** The names under which lists of members and of invitations are remembered. */
export const memberQueries = { members: ['members'], invitations: ['invitations'] } as const;
