import fc from 'fast-check';
import type { PolicyTerms } from '../../src/access/PolicyTerms';
import type { JudgedKey } from '../../src/access/policyLaw';
import { SHIPPED_SCOPES } from '../../src/access/SHIPPED_SCOPES';
import { DAY_MS } from '../../src/clock';
import { Changes } from '../../src/events/Changes';
import { newId } from '../../src/id';
import { ApiKeyStatus, statusOf } from '../../src/keys/ApiKeyStatus';
import { blockingOf } from '../../src/keys/judgeKey';
import { LastUses } from '../../src/keys/LastUses';
import { scopesColumn } from '../../src/keys/scopesColumn';
import { insertRows } from '../../src/storage/insertRows';
import { arbitraryKey, arbitraryTerms } from '../support/arbitraryTerms';
import { describeOnEachEngine } from '../support/engines';
import { setPolicy } from '../support/keyPolicies';
import { times } from '../support/times';
import { NOW, sharedWorld } from '../support/world';

/** What a row says of the policy, beside what identifies it. */
type Row = Parameters<typeof statusOf>[0] & { readonly id: string } & ReturnType<typeof blockingOf>;

/** Uses that could not be written down fail the test. */
const failOn = (message: string): never => {
  throw new Error(message);
};

describeOnEachEngine('the rows of keys', (engine) => {
  const world = sharedWorld(engine);

  const insert = (organizationId: string, keys: readonly (JudgedKey & { id: string })[]) => {
    const digested = { passDigest: 'x', pepperVersion: 'y', name: 'Key', sortName: 'key' };
    const rows = keys.map(({ scopes, isForAll: _none, ...key }) => {
      const user = `lko_${key.id.slice(16)}`;
      return { ...key, ...digested, user, organizationId, scopes: scopesColumn.write(scopes) };
    });
    return world().database.write(({ sql }) => insertRows(sql, 'api_key', rows));
  };
  const rowsOf = async (organizationId: string) => {
    const sql = 'SELECT * FROM "api_key" WHERE "organizationId" = $1';
    return new Map((await world().rows<Row>(sql, [organizationId])).map((row) => [row.id, row]));
  };
  const blockedCount = async (organizationId: string) =>
    [...(await rowsOf(organizationId)).values()].filter((row) => statusOf(row, NOW) === ApiKeyStatus.BLOCKED).length;
  const set = (acme: { id: string }, { grantableScopes, ...terms }: PolicyTerms) =>
    setPolicy(world(), acme, {
      ...terms,
      grantableScopes: grantableScopes && [...grantableScopes],
      defaultLifetimeDays: 1,
    });

  it('say what one policy after another says of them, and of their use', async () => {
    const acme = await world().organization();
    const keys = fc
      .sample(arbitraryKey, { numRuns: 60, seed: 5 })
      .map((key) => ({ ...key, processId: null, id: newId(key.createdAt), expiresAt: key.expiresAt + 5 * DAY_MS }));
    await insert(acme.id, keys);
    const uses = new LastUses(world().database, new Changes(world().database, () => NOW, []), failOn);
    await fc.assert(
      fc.asyncProperty(arbitraryTerms, fc.nat(), fc.integer({ min: -5, max: 9 }), async (terms, chance, useDay) => {
        await set(acme, terms);
        const at = NOW + useDay * DAY_MS;
        keys.forEach((key, index) => {
          if (index % 5 !== chance % 5) return;
          uses.add({ id: key.id, number: 1, at, isRotated: false, mayEndGap: false, firstOrigin: null });
          keys[index] = { ...key, lastUsedAt: Math.max(key.lastUsedAt ?? 0, at) };
        });
        await uses.flush();
        const rows = await rowsOf(acme.id);
        for (const key of keys.filter(({ expiresAt }) => expiresAt > NOW)) {
          expect(rows.get(key.id)).toMatchObject(blockingOf(terms, key, SHIPPED_SCOPES));
        }
      }),
      { numRuns: times({ usual: 12, long: 200 }), seed: 11 },
    );
  });

  it('are left alone by a use that is older than the last', async () => {
    const acme = await world().organization();
    await setPolicy(world(), acme, { disableUnusedAfterDays: 7, enforcedFrom: NOW });
    const uses = new LastUses(world().database, new Changes(world().database, () => NOW, []), failOn);
    for (const day of [3, 2, 4, 1]) {
      uses.add({
        id: acme.key.id,
        number: 1,
        at: NOW + day * DAY_MS,
        isRotated: false,
        mayEndGap: false,
        firstOrigin: null,
      });
      await uses.flush();
    }
    expect((await rowsOf(acme.id)).get(acme.key.id)).toMatchObject({ blockedFrom: NOW + 11 * DAY_MS });
  });

  it('are rewritten, however many there are, in one change', async () => {
    const acme = await world().organization();
    const count = times({ usual: 1_500, long: 10_000 });
    const unused = { newestSecretAt: null, lastUsedAt: null, note: null };
    const keys = Array.from({ length: count }, (_none, index) => ({
      ...unused,
      processId: null,
      scopes: ['workspace.process:read'],
      id: newId(NOW - (index % 2)), // Many are of one millisecond: what is read slice by slice leaves none out.
      createdAt: NOW - (index % 2),
      expiresAt: NOW + DAY_MS,
    }));
    await insert(acme.id, keys);
    await setPolicy(world(), acme, { requiresNote: true, enforcedFrom: NOW });
    expect(await blockedCount(acme.id)).toBe(count + 1);
    await setPolicy(world(), acme, { requiresNote: false });
    expect(await blockedCount(acme.id)).toBe(0);
  });
});
