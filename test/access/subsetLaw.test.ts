import fc from 'fast-check';
import type { Caller } from '../../src/access/Caller';
import { DEFAULT_TERMS } from '../../src/access/PolicyTerms';
import type { ApiKeyOwnerKind } from '../../src/access/ScopeName';
import { SHIPPED_SCOPES } from '../../src/access/SHIPPED_SCOPES';
import { canManageKeysOf, type Grant, grantableScopes, subsetLaw } from '../../src/access/subsetLaw';

const NOW = Date.parse('2026-11-23T12:00:00.000Z');
const LONGEST = Date.parse('2027-11-24T12:00:00.000Z');
const MANAGE = 'workspace.admin.api_key:manage';
const MANAGE_OF_PROCESSES = 'workspace.process.api_key:manage';
const READ = 'workspace.process:read';
const CREATE = 'workspace.process:create'; // On keys of organizations only.

const NAMES = SHIPPED_SCOPES.map(({ name }) => name);
const PROCESS_NAMES = SHIPPED_SCOPES.filter(({ grantableTo }) => grantableTo.includes('PROCESS')).map(
  ({ name }) => name,
);

function callerWith(changes: Partial<Omit<Caller, 'scopes'>> & { scopes?: readonly string[] }): Caller {
  return {
    kind: 'API_KEY',
    id: 'k',
    name: 'Key',
    organizationId: 'o',
    processId: null,
    expiresAt: LONGEST,
    apiKeyId: 'k',
    address: '127.0.0.1',
    requestId: 'r',
    ...changes,
    scopes: new Set(changes.scopes ?? NAMES),
  };
}

/** What the law says of a grant. Shape: `CODE at.the.place`. */
function excess(caller: Caller, grant: Partial<Grant>): string[] {
  const whole = { scopes: [READ], processId: null, expiresAt: NOW + 1, ...grant };
  return subsetLaw(caller, whole, SHIPPED_SCOPES, DEFAULT_TERMS, NOW).map(
    ({ code, path }) => `${code} ${path.join('.')}`,
  );
}

const processId = fc.constantFrom(null, 'p1', 'p2');
const instant = fc.oneof(
  fc.constantFrom(NOW - 1, NOW, NOW + 1, LONGEST - 1, LONGEST, LONGEST + 1),
  fc.integer({ min: NOW - 1_000_000, max: LONGEST + 1_000_000 }),
);
const manager = fc.constantFrom([], [MANAGE], [MANAGE_OF_PROCESSES], [MANAGE, MANAGE_OF_PROCESSES]);
const anyCaller = fc
  .record({
    managing: manager,
    held: fc.subarray(NAMES),
    processId,
    expiresAt: fc.option(instant, { nil: null }),
  })
  .map(({ managing, held, ...rest }) => callerWith({ ...rest, scopes: [...managing, ...held] }));
const word = fc.oneof(fc.constantFrom(...NAMES), fc.constantFrom('', '*', 'ALL', 'workspace.process', `${READ} `));
const anyGrant = fc.record({ scopes: fc.array(word, { maxLength: 6 }), processId, expiresAt: instant });

/** Wishes that are seldom too much, so that what is lawful is tried too. */
const anyWish = fc.record({
  picks: fc.array(fc.nat({ max: 1_000 }), { maxLength: 3 }),
  stray: fc.oneof({ weight: 5, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.tuple(word) }),
  processId: fc.option(processId, { freq: 1, nil: undefined }),
  expiresAt: fc.option(instant, { freq: 2, nil: NOW + 1 }),
});

type Wish = typeof anyWish extends fc.Arbitrary<infer Value> ? Value : never;

/** A grant made of what the caller holds, and of a stray word sometimes. */
function grantOf(caller: Caller, { picks, stray, processId: owner, expiresAt }: Wish): Grant {
  const held = [...caller.scopes];
  const scopes = held.length > 0 ? picks.map((pick) => held[pick % held.length] ?? '') : [];
  return { scopes: [...scopes, ...stray], processId: owner === undefined ? caller.processId : owner, expiresAt };
}

describe('the subset law', () => {
  it('lets nothing through that is more than its caller', () => {
    fc.assert(
      fc.property(anyCaller, anyWish, (caller, wish) => {
        const grant = grantOf(caller, wish);
        fc.pre(subsetLaw(caller, grant, SHIPPED_SCOPES, DEFAULT_TERMS, NOW).length === 0);
        expect(grant.scopes.filter((scope) => !caller.scopes.has(scope))).toEqual([]);
        expect(grant.scopes.filter((scope) => !NAMES.includes(scope))).toEqual([]);
        if (grant.processId !== null)
          expect(grant.scopes.filter((scope) => !PROCESS_NAMES.includes(scope))).toEqual([]);
        if (caller.processId !== null) expect(grant.processId).toBe(caller.processId);
        if (caller.expiresAt !== null) expect(grant.expiresAt).toBeLessThanOrEqual(caller.expiresAt);
        expect(grant.expiresAt).toBeGreaterThan(NOW);
        expect(grant.expiresAt).toBeLessThanOrEqual(LONGEST);
        const isManager =
          caller.scopes.has(MANAGE) || (grant.processId !== null && caller.scopes.has(MANAGE_OF_PROCESSES));
        expect(isManager).toBe(true);
      }),
      { numRuns: 500, maxSkipsPerRun: 1_000 },
    );
  });

  it('lets through whatever a caller has itself', () => {
    fc.assert(
      fc.property(anyCaller, fc.nat(), fc.boolean(), (caller, choice, forOrganization) => {
        const kind: ApiKeyOwnerKind = forOrganization && caller.processId === null ? 'ORGANIZATION' : 'PROCESS';
        const end = Math.min(caller.expiresAt ?? LONGEST, LONGEST);
        fc.pre(canManageKeysOf(caller, kind) && end > NOW);
        const owner = kind === 'ORGANIZATION' ? null : (caller.processId ?? 'p1');
        const scopes = grantableScopes(caller, kind, SHIPPED_SCOPES, DEFAULT_TERMS).filter(
          (_scope, index) => (choice >> index) % 2 === 0,
        );
        expect(excess(caller, { scopes, processId: owner, expiresAt: end })).toEqual([]);
      }),
      { numRuns: 500, maxSkipsPerRun: 1_000 },
    );
  });

  it('names every scope that goes too far, and no other', () => {
    fc.assert(
      fc.property(anyCaller, anyGrant, (caller, grant) => {
        const places = subsetLaw(caller, grant, SHIPPED_SCOPES, DEFAULT_TERMS, NOW).filter(
          ({ path }) => path[0] === 'scopes',
        );
        const tooFar = grant.scopes.flatMap((scope, index) => {
          const isPossible = grant.processId === null ? NAMES.includes(scope) : PROCESS_NAMES.includes(scope);
          return isPossible && caller.scopes.has(scope) ? [] : [['scopes', String(index)]];
        });
        expect(places.map(({ path }) => path)).toEqual(tooFar);
      }),
      { numRuns: 500 },
    );
  });

  it('holds along any chain of keys that make keys', () => {
    fc.assert(
      fc.property(anyCaller, anyWish, anyWish, (caller, firstWish, secondWish) => {
        const first = grantOf(caller, firstWish);
        fc.pre(excess(caller, first).length === 0);
        const child = callerWith(first);
        const second = grantOf(child, secondWish);
        fc.pre(excess(child, second).length === 0);
        expect(excess(caller, second)).toEqual([]);
      }),
      { numRuns: 200, maxSkipsPerRun: 1_000 },
    );
  });

  it('is never kinder to a caller that has less', () => {
    fc.assert(
      fc.property(anyCaller, anyWish, fc.nat(), (caller, wish, choice) => {
        const fewer = [...caller.scopes].filter((_scope, index) => (choice >> index) % 2 === 0);
        const less = callerWith({
          ...caller,
          scopes: fewer,
          expiresAt: Math.min(caller.expiresAt ?? LONGEST, NOW + 10),
        });
        const grant = grantOf(less, wish);
        fc.pre(subsetLaw(less, grant, SHIPPED_SCOPES, DEFAULT_TERMS, NOW).length === 0);
        expect(subsetLaw(caller, grant, SHIPPED_SCOPES, DEFAULT_TERMS, NOW)).toEqual([]);
      }),
      { numRuns: 200, maxSkipsPerRun: 1_000 },
    );
  });

  it('"all" is every scope that may be granted, and none that may not', () => {
    fc.assert(
      fc.property(anyCaller, fc.constantFrom<ApiKeyOwnerKind>('ORGANIZATION', 'PROCESS'), (caller, kind) => {
        const owner = kind === 'ORGANIZATION' ? null : (caller.processId ?? 'p1');
        const lasting = callerWith({ ...caller, scopes: [...caller.scopes], expiresAt: null });
        const lawful = NAMES.filter((name) => excess(lasting, { scopes: [name], processId: owner }).length === 0);
        expect(grantableScopes(caller, kind, SHIPPED_SCOPES, DEFAULT_TERMS)).toEqual(lawful);
      }),
      { numRuns: 200 },
    );
  });

  it('names each way in which a grant goes too far', () => {
    const caller = callerWith({ scopes: [MANAGE, READ], expiresAt: NOW + 5 });
    expect(excess(caller, {})).toEqual([]);
    expect(excess(caller, { scopes: [READ, CREATE] })).toEqual(['SCOPE_NOT_GRANTABLE scopes.1']);
    expect(excess(caller, { scopes: ['*', READ] })).toEqual(['UNKNOWN_SCOPE scopes.0']);
    expect(excess(caller, { scopes: [MANAGE], processId: 'p1' })).toEqual(['SCOPE_NOT_GRANTABLE scopes.0']);
    expect(excess(caller, { expiresAt: NOW + 5 })).toEqual([]);
    expect(excess(caller, { expiresAt: NOW + 6 })).toEqual(['EXPIRES_TOO_LATE expiresAt']);
    expect(excess(caller, { expiresAt: NOW })).toEqual(['EXPIRES_IN_PAST expiresAt']);
    expect(excess(caller, { expiresAt: Number.NaN })).toEqual(['EXPIRES_IN_PAST expiresAt']);
    expect(excess(caller, { scopes: [CREATE], expiresAt: NOW + 6 })).toEqual([
      'SCOPE_NOT_GRANTABLE scopes.0',
      'EXPIRES_TOO_LATE expiresAt',
    ]);
  });

  it('keeps the managers of process keys to keys of processes', () => {
    const caller = callerWith({ scopes: [MANAGE_OF_PROCESSES, READ] });
    expect(excess(caller, { processId: 'p1' })).toEqual([]);
    expect(excess(caller, { processId: null })).toEqual(['SCOPE_NOT_GRANTABLE ']);
  });

  it('keeps a process key to its process, whatever scopes it holds', () => {
    const caller = callerWith({ processId: 'p1' });
    expect(excess(caller, { processId: 'p1' })).toEqual([]);
    expect(excess(caller, { processId: 'p2' })).toEqual(['NOT_FOUND processId']);
    expect(excess(caller, { processId: null })).toEqual(['SCOPE_NOT_GRANTABLE ']);
  });

  it('lets no key be made by who manages none', () => {
    const caller = callerWith({ scopes: NAMES.filter((name) => name !== MANAGE && name !== MANAGE_OF_PROCESSES) });
    expect(excess(caller, { processId: null })).toEqual(['SCOPE_NOT_GRANTABLE ']);
    expect(excess(caller, { processId: 'p1' })).toEqual(['SCOPE_NOT_GRANTABLE ']);
  });

  it('allows 366 days and not a moment more', () => {
    const caller = callerWith({ expiresAt: null });
    expect(excess(caller, { expiresAt: LONGEST })).toEqual([]);
    expect(excess(caller, { expiresAt: LONGEST + 1 })).toEqual(['EXPIRES_TOO_LATE expiresAt']);
  });
});
