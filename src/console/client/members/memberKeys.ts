/** The names under which lists of members and of invitations are remembered. */
export const memberKeys = { members: ['members'], invitations: ['invitations'] } as const;
