import { MAX_SCOPES_LENGTH } from '../../src/access/addScopesFile';

/** The longest text of scopes that a key may hold, `workspace.file:upload` first. Shape: as the column has it. */
export function longestScopes(): string {
  const many = Array.from({ length: 250 }, (_each, index) => `workspace.report_${index}:read`);
  const text = ['workspace.file:upload', ...many].join(' ');
  return `${text} workspace.${'a'.repeat(MAX_SCOPES_LENGTH - text.length - ' workspace.:read'.length)}:read`;
}
