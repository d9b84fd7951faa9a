import fc from 'fast-check';
import type { Caller } from '../../src/access/Caller';
import { DEFAULT_TERMS, type PolicyTerms } from '../../src/access/PolicyTerms';
import { type JudgedKey, policyLaw, violationsOf } from '../../src/access/policyLaw';
import { SHIPPED_SCOPES } from '../../src/access/SHIPPED_SCOPES';
import { grantableScopes, subsetLaw } from '../../src/access/subsetLaw';
import { DAY_MS } from '../../src/clock';
import { blockingOf } from '../../src/keys/judgeKey';
import { arbitraryKey, arbitraryTerms } from '../support/arbitraryTerms';
import { NOW } from '../support/world';

const NAMES = SHIPPED_SCOPES.map(({ name }) => name);
const RUNS = { numRuns: 500 };

function callerWith(scopes: readonly string[], expiresAt: number | null): Caller {
  const origin = { address: '127.0.0.1', requestId: 'r' };
  const ids = { id: 'k', organizationId: 'o', processId: null, apiKeyId: 'k' };
  return { kind: 'API_KEY', name: 'Key', ...origin, ...ids, scopes: new Set(scopes), expiresAt };
}

const caller = fc
  .record({ held: fc.oneof(fc.constant(NAMES), fc.subarray(NAMES)), days: fc.option(fc.nat({ max: 5 })) })
  .map(({ held, days }) => callerWith(held, days === null ? null : NOW + days * DAY_MS));

/** A key that is made now. */
const made = arbitraryKey.map((key) => ({ ...key, createdAt: NOW, newestSecretAt: null, lastUsedAt: null }));
const law = (by: Caller, key: JudgedKey, terms: PolicyTerms) => subsetLaw(by, key, SHIPPED_SCOPES, terms, NOW);

describe('the subset law with a policy', () => {
  it('lets a key be made that its caller may make and that complies, and no other', () => {
    fc.assert(
      fc.property(caller, made, arbitraryTerms, (by, key, terms) => {
        const isLawful = law(by, key, DEFAULT_TERMS).length === 0;
        const complies = violationsOf(terms, key, SHIPPED_SCOPES, NOW).length === 0;
        expect(law(by, key, terms).length === 0).toBe(isLawful && complies);
      }),
      RUNS,
    );
  });

  it('has one reason for each place, and tells each that there is without a policy', () => {
    fc.assert(
      fc.property(caller, made, arbitraryTerms, (by, key, terms) => {
        const faults = law(by, key, terms);
        const places = faults.map(({ path }) => path.join('.'));
        expect(new Set(places).size).toBe(places.length);
        expect(faults).toEqual(expect.arrayContaining(law(by, key, DEFAULT_TERMS)));
      }),
      RUNS,
    );
  });

  it('"all" is every scope that may be granted under the policy', () => {
    fc.assert(
      fc.property(caller, arbitraryTerms, (by, terms) => {
        const lawful = NAMES.filter((name) => {
          const key = { processId: null, scopes: [name], expiresAt: NOW + 1, note: 'For CI.' };
          return subsetLaw({ ...by, expiresAt: null }, key, SHIPPED_SCOPES, terms, NOW).length === 0;
        });
        expect(grantableScopes(by, 'ORGANIZATION', SHIPPED_SCOPES, terms)).toEqual(lawful);
      }),
      RUNS,
    );
  });

  it('is never kinder for a stricter policy', () => {
    fc.assert(
      fc.property(caller, made, arbitraryTerms, (by, key, terms) => {
        fc.pre(law(by, key, terms).length === 0);
        for (const loosened of [
          { maxLifetimeDays: 9 },
          { grantableScopes: null },
          { allowsAllScopes: true },
          { requiresNote: false },
          { disableUnusedAfterDays: null },
        ]) {
          expect(law(by, key, { ...terms, ...loosened })).toEqual([]);
        }
      }),
      { numRuns: 300, maxSkipsPerRun: 1_000 },
    );
  });

  it('tells of a key that is changed at the field that is given, and of others at the id', () => {
    const key = { processId: null, scopes: ['workspace.file:upload'], expiresAt: NOW + 9 * DAY_MS, note: null };
    const changed = { ...key, createdAt: NOW, newestSecretAt: null, lastUsedAt: null };
    const terms = { ...DEFAULT_TERMS, maxLifetimeDays: 8, requiresNote: true };
    const places = (given?: string[]) =>
      policyLaw(terms, changed, SHIPPED_SCOPES, NOW, given).map(({ code, path }) => `${code} ${path.join('.')}`);
    expect(places()).toEqual(['EXPIRES_TOO_LATE expiresAt', 'POLICY note']);
    expect(places(['id', 'note'])).toEqual(['EXPIRES_TOO_LATE id', 'POLICY note']);
    expect(places([])).toEqual(['EXPIRES_TOO_LATE id', 'POLICY id']);
  });
});

describe('what a row says of the policy', () => {
  it('blocks at each instant the keys that then do not comply, once that is enforced, and no other', () => {
    const instants = Array.from({ length: 40 }, (_none, index) => NOW + ((index - 20) * DAY_MS) / 2);
    fc.assert(
      fc.property(arbitraryTerms, arbitraryKey, (terms, key) => {
        const { blockedFrom } = blockingOf(terms, key, SHIPPED_SCOPES);
        for (const at of instants.filter((each) => each >= Math.max(key.lastUsedAt ?? 0, key.createdAt))) {
          const isEnforced = terms.enforcedFrom !== null && terms.enforcedFrom <= at;
          const isBlocked = isEnforced && violationsOf(terms, key, SHIPPED_SCOPES, at).length > 0;
          expect([at, blockedFrom !== null && blockedFrom <= at]).toEqual([at, isBlocked]);
        }
      }),
      RUNS,
    );
  });
});
