import fc from 'fast-check';
import type { PolicyTerms } from '../../src/access/PolicyTerms';
import type { JudgedKey } from '../../src/access/policyLaw';
import { SHIPPED_SCOPES } from '../../src/access/SHIPPED_SCOPES';
import { DAY_MS } from '../../src/clock';
import { NOW } from './world';

const NAMES = SHIPPED_SCOPES.map(({ name }) => name);
const OF_PROCESS = SHIPPED_SCOPES.filter(({ grantableTo }) => grantableTo.includes('PROCESS')).map(({ name }) => name);

/** Days around now: so few that ends and limits meet. */
const instant = fc.integer({ min: -4, max: 4 }).map((days) => NOW + days * DAY_MS);
const days = fc.integer({ min: 1, max: 5 });

/** Any terms of a policy. */
export const arbitraryTerms: fc.Arbitrary<PolicyTerms> = fc.record({
  maxLifetimeDays: fc.integer({ min: 1, max: 9 }),
  grantableScopes: fc.option(fc.subarray(NAMES, { minLength: 1 }), { freq: 2 }),
  allowsAllScopes: fc.boolean(),
  maxKeysPerOwner: fc.constant(null),
  requiresNote: fc.boolean(),
  disableUnusedAfterDays: fc.option(days, { freq: 2 }),
  enforcedFrom: fc.option(instant, { freq: 4 }),
});

/** Any key, as a policy judges it: many hold every scope, or almost. */
export const arbitraryKey: fc.Arbitrary<JudgedKey> = fc
  .record({
    processId: fc.constantFrom(null, 'p1'),
    missing: fc.oneof(fc.constant<string[]>([]), fc.subarray(NAMES)),
    life: days,
    createdAt: instant,
    newestSecretAge: fc.option(fc.nat({ max: 3 })),
    use: fc.option(fc.nat({ max: 6 })),
    note: fc.constantFrom(null, 'For CI.'),
  })
  .map(({ processId, missing, life, createdAt, newestSecretAge, use, note }) => ({
    processId,
    scopes: (processId === null ? NAMES : OF_PROCESS).filter((name) => !missing.includes(name)),
    expiresAt: createdAt + life * DAY_MS,
    createdAt,
    newestSecretAt: newestSecretAge === null ? null : createdAt + newestSecretAge * DAY_MS,
    lastUsedAt: use === null ? null : createdAt + use * DAY_MS,
    note,
  }));
