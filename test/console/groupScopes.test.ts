import { groupScopes } from '../../src/console/client/apiKeys/groupScopes';

const READ = { name: 'workspace.process:read', group: 'Processes' };
const CREATE = { name: 'workspace.process:create', group: 'Processes' };
const EXPORT = { name: 'workspace.export:create', group: 'Exports' };

describe('the groups of scopes', () => {
  it('come in the order of their first scope, and keep the order of their scopes', () => {
    expect(groupScopes([CREATE, EXPORT, READ])).toEqual([
      ['Processes', [CREATE, READ]],
      ['Exports', [EXPORT]],
    ]);
  });

  it('are none where there are no scopes', () => {
    expect(groupScopes([])).toEqual([]);
  });
});
