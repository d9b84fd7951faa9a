import type { Caller } from '../../src/access/Caller';
import type { RoleName } from '../../src/access/ScopeName';
import { SHIPPED_SCOPES } from '../../src/access/SHIPPED_SCOPES';
import { scopesOfRole } from '../../src/access/scopesOfRole';
import { roleLaw } from '../../src/access/subsetLaw';
import { USER_SCOPES } from '../support/USER_SCOPES';

const EVERY_SCOPE = SHIPPED_SCOPES.map(({ name }) => name);

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
    expect([...scopesOfRole('USER', SHIPPED_SCOPES)]).toEqual(USER_SCOPES);
  });
});
