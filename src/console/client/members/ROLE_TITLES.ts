import type { Role } from '../generated/graphql';

/** What each role is called. */
export const ROLE_TITLES: Readonly<Record<Role, string>> = { ADMIN: 'Admin', USER: 'User' };
