/** The scopes of a row, and the row's text for scopes. */
export const scopesColumn = {
  read: (text: string): string[] => text.split(' ').filter(Boolean),
  write: (scopes: readonly string[]): string => ` ${scopes.join(' ')} `,
};
