import type { Caller } from '../../src/access/Caller';
import type { RoleName } from '../../src/access/ScopeName';
import { SHIPPED_SCOPES } from '../../src/access/SHIPPED_SCOPES';
import { scopesOfRole } from '../../src/access/scopesOfRole';
import { roleLaw } from '../../src/access/subsetLaw';

const EVERY_SCOPE = SHIPPED_SCOPES.map(({ name }) => name);
const USER_SCOPES = [...scopesOfRole('USER', SHIPPED_SCOPES)];

/** What the law says of a caller with these scopes, bound to a process or not. Shape: `CODE at.the.place`. */
function excess(role: RoleName, scopes: readonly string[], processId: string | null = null): string[] {
  const caller: Caller = {
    kind: 'API_KEY',
    id: 'k',
    name: 'Key',
    organizationId: 'o',
    processId,
    scopes: new Set(scopes),
    expiresAt: null,
    apiKeyId: 'k',
    address: '127.0.0.1',
    requestId: 'r',
  };
  return roleLaw(caller, role, SHIPPED_SCOPES).map(({ code, path }) => `${code} ${path.join('.')}`);
}

describe('the law of roles', () => {
  it('lets a caller give each role of which it holds every scope', () => {
    expect(excess('ADMIN', EVERY_SCOPE)).toEqual([]);
    expect(excess('USER', EVERY_SCOPE)).toEqual([]);
    expect(excess('USER', USER_SCOPES)).toEqual([]);
  });

  it.each(EVERY_SCOPE)('lets nobody without %s make an admin', (lacking) => {
    const others = EVERY_SCOPE.filter((name) => name !== lacking);
    expect(excess('ADMIN', others)).toEqual(['SCOPE_NOT_GRANTABLE role']);
  });

  it.each(USER_SCOPES)('lets nobody without %s make a user', (lacking) => {
    const others = EVERY_SCOPE.filter((name) => name !== lacking);
    expect(excess('USER', others)).toEqual(['SCOPE_NOT_GRANTABLE role']);
  });

  it('lets a caller that is bound to a process give no role, whatever it holds', () => {
    expect(excess('ADMIN', EVERY_SCOPE, 'p1')).toEqual(['SCOPE_NOT_GRANTABLE role']);
    expect(excess('USER', EVERY_SCOPE, 'p1')).toEqual(['SCOPE_NOT_GRANTABLE role']);
  });
});

describe('a role', () => {
  it('stands for every scope, or for those of daily work', () => {
    expect([...scopesOfRole('ADMIN', SHIPPED_SCOPES)]).toEqual(EVERY_SCOPE);
    expect(USER_SCOPES).toEqual([
      'workspace.collection:create',
      'workspace.collection:read',
      'workspace.collection:update',
      'workspace.collection:delete',
      'workspace.collection_editor:override',
      'workspace.file:upload',
      'workspace.file:download',
      'workspace.result:create',
      'workspace.result:read',
      'workspace.result:update',
      'workspace.result:delete',
      'workspace.process:read',
      'workspace.export:create',
      'workspace.export:delete',
      'workspace.destination:create',
      'workspace.destination:read',
      'workspace.destination:delete',
    ]);
  });
});
