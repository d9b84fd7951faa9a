import { setImmediate } from 'node:timers/promises';
import { eraseMember } from '../../src/audit/eraseMember';
import { eraseNamed } from '../../src/audit/eraseNamed';
import { TextMerge } from '../../src/audit/TextMerge';
import { DAY_MS } from '../../src/clock';
import { newId } from '../../src/id';
import { createApiKey } from '../support/apiKeyMutations';
import { endApiKey, payloadOf } from '../support/endMutations';
import { runJob } from '../support/runJob';
import { sealAll } from '../support/sealAll';
import { addEvents } from '../support/sealedLog';
import { sharedWorld, type TestOrganization } from '../support/world';

/** No other text has its trigram, which stands whole in the index: nothing before it begins like it. */
const NAME = '\u3400\u3401\u3402';
const EXPIRY = '2027-01-01T00:00:00Z';
const NOBODY = { kind: 'OPERATOR', id: null, name: 'operator' } as const;
const SEARCH = '{ organization { auditEvents(first: 1, filter: { text: "Invoices" }) { totalCount } } }';
const MAX_TURNS = 10_000;

describe('what was erased', () => {
  const world = sharedWorld('sqlite');
  /** Whether the trigram, or the mark of a row that was taken out, is in a page of the index: a mark's number is beyond all others. */
  async function isInFile(): Promise<{ hasName: boolean; hasMarks: boolean }> {
    const pages = await world().database.sql<{ page: string; isMark: number }>(
      'SELECT hex("block") AS "page", "id" >> 53 > 0 AS "isMark" FROM "audit_text_data"',
      [],
    );
    const trigram = Buffer.from(NAME).toString('hex').toUpperCase();
    return {
      hasName: pages.some(({ page }) => page.includes(trigram)),
      hasMarks: pages.some((each) => each.isMark === 1),
    };
  }

  /** More than a search looks at by itself, in several pieces of the index. */
  async function addIndexed(acme: TestOrganization, ...actors: Parameters<typeof addEvents>[3][]): Promise<void> {
    for (const actor of actors) {
      await addEvents(world(), acme, 150, actor);
      await sealAll(world());
      await world().as(acme.key).run(SEARCH);
    }
  }

  it('is in no page of the index of texts, of a member', async () => {
    const acme = await world().organization();
    const member = { kind: 'MEMBER', id: newId(world().now), name: NAME } as const;
    await addIndexed(acme, NOBODY, member, NOBODY);
    expect(await isInFile()).toEqual({ hasName: true, hasMarks: false });
    const person = { memberId: member.id, invitationIds: [] };
    expect(await eraseMember(world().database, acme.id, person)).toBe(150);
    expect(await isInFile()).toEqual({ hasName: false, hasMarks: false });
  });

  it('is in none, even where a merge had begun before', async () => {
    const acme = await world().organization();
    const member = { kind: 'MEMBER', id: newId(world().now), name: NAME } as const;
    await addEvents(world(), acme, 5, member);
    await addIndexed(acme, ...Array.from({ length: 4 }, () => NOBODY));
    const begin = `INSERT INTO "audit_text" ("audit_text", "rank") VALUES ('merge', -4)`;
    await world().database.write(({ sql }) => sql(begin, []));
    await eraseMember(world().database, acme.id, { memberId: member.id, invitationIds: [] });
    expect(await isInFile()).toEqual({ hasName: false, hasMarks: false });
  });

  it('is in none, of a key that was purged', async () => {
    const acme = await world().organization();
    const input = { name: NAME, scopes: ['workspace.process:read'], expiresAt: EXPIRY };
    const { apiKey } = payloadOf(await createApiKey(world().as(acme.key), input));
    await endApiKey(world().as(acme.key), { id: apiKey.id, reason: 'UNUSED' });
    await addIndexed(acme, NOBODY, NOBODY);
    expect(await isInFile()).toMatchObject({ hasName: true });
    world().now += 30 * DAY_MS;
    await runJob(world(), 'purge-tombstones');
    expect(await isInFile()).toEqual({ hasName: false, hasMarks: false });
  });

  it('leaves the index by the next search that puts its rows back, where the erasure was cut short', async () => {
    const acme = await world().organization();
    const id = newId(world().now);
    // So few that SQLite does not merge their piece by itself.
    await addEvents(world(), acme, 5, { kind: 'MEMBER', id, name: NAME });
    await addIndexed(acme, NOBODY, NOBODY);
    await new TextMerge(world().database).run();
    const partsOf = () => ['actor'] as const;
    expect(await eraseNamed(world().database, { organizationId: acme.id, id, partsOf })).toBe(5);
    await new TextMerge(world().database).run(AbortSignal.abort());
    expect(await isInFile()).toEqual({ hasName: true, hasMarks: true });
    await addIndexed(acme, NOBODY);
    let place = await isInFile();
    for (let turns = 0; turns < MAX_TURNS && (place.hasName || place.hasMarks); turns += 1) {
      await setImmediate();
      place = await isInFile();
    }
    expect(place).toEqual({ hasName: false, hasMarks: false });
  });
});
