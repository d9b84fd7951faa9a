/** The name under which it is remembered what the console's operations need, which is the same for everybody. */
export const requirementsKey = ['requirements'] as const;
