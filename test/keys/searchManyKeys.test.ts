import { DAY_MS } from '../../src/clock';
import { newId } from '../../src/id';
import { ApiKeyStatus } from '../../src/keys/ApiKeyStatus';
import { apiKeyList } from '../../src/keys/apiKeyQueries';
import { indexWaitingKeys } from '../../src/keys/indexApiKeys';
import { type ApiKeyFilter, ApiKeyOrder } from '../../src/keys/inputs';
import { foldName } from '../../src/names';
import { insertRows } from '../../src/storage/insertRows';
import { countKeyset, readKeysetPage } from '../../src/storage/keyset';
import type { RunSql } from '../../src/storage/Storage';
import { cpuMillisecondsOf } from '../support/measure';
import { times } from '../support/times';
import { NOW, sharedWorld } from '../support/world';

const KEY_COUNT = times({ usual: 10_000, long: 100_000 });
const RARE_SCOPE = 'workspace.admin.user:read';
/** How often a page is read, each time of another size: what was read before is remembered. */
const READS = 20;
/** A walk past all keys takes 50 times as long as a page, and more; a search by an index three to ten times. */
const MAX_RATIO = 30;

describe('a search among many keys', () => {
  const world = sharedWorld('sqlite');
  let organizationId: string;

  beforeAll(async () => {
    organizationId = (await world().organization()).id;
    await world().database.write(({ sql }) => insertRows(sql, 'api_key', keys(organizationId)));
    while (!(await indexWaitingKeys(world().database, organizationId)));
  });

  const list = (filter: ApiKeyFilter, orderBy: ApiKeyOrder) =>
    apiKeyList(world().database, world().operator({ id: organizationId }), { filter, orderBy, processId: null }, NOW);

  /** Units: milliseconds of the processor for the pages of a list, each a little larger than the one before. */
  async function cost(filter: ApiKeyFilter, orderBy: ApiKeyOrder): Promise<number> {
    const { source, order } = list(filter, orderBy);
    await world().rows('UPDATE "organization" SET "createdAt" = "createdAt" + 1'); // What was read is forgotten.
    return cpuMillisecondsOf(async () => {
      for (let read = 0; read < READS; read += 1) {
        const window = { after: null, before: null, limit: 25 + read, isBackward: false };
        await readKeysetPage(world().database.sql, source, order, window);
      }
    });
  }

  /** What a search costs, in pages of all keys: the first of five ratios that is small enough, as noise only adds to it. */
  async function ratioOf(filter: ApiKeyFilter, order: ApiKeyOrder): Promise<number> {
    let ratio = Infinity;
    for (let tries = 0; tries < 5 && ratio >= MAX_RATIO; tries += 1) {
      const ofAll = await cost({}, order);
      ratio = (await cost(filter, order)) / ofAll;
    }
    return ratio;
  }

  const searches: [string, ApiKeyFilter][] = [
    ['a word that one in a thousand has', { text: 'quarterly' }],
    ['a text that none has', { text: 'no such text' }],
    ['a word that comes late by name', { text: 'import' }],
    ['a scope that one in a thousand has', { scope: RARE_SCOPE }],
    ['a scope that none has', { scope: 'workspace.file:upload' }],
    ['keys that have expired, all of them old', { status: [ApiKeyStatus.EXPIRED] }],
  ];

  it.each(searches)('for %s costs little more than a page of all keys, in every order', async (_what, filter) => {
    for (const order of Object.values(ApiKeyOrder)) expect(await ratioOf(filter, order)).toBeLessThan(MAX_RATIO);
  });

  it('for a text that no index knows looks at no more than 4,000 keys at a time', async () => {
    const { source, order } = list({ text: '?!' }, ApiKeyOrder.NAME_ASC);
    let statementCount = 0;
    const sql: RunSql = (text, values) => {
      statementCount += 1;
      return world().database.sql(text, values);
    };
    expect(await countKeyset(sql, source, order)).toBe(0);
    expect(statementCount).toBeGreaterThanOrEqual((2 * KEY_COUNT) / 4_000);
  });
});

/** Keys of which one in four is an import, one in a thousand has the word and the scope, and the oldest have expired. */
function keys(organizationId: string) {
  return Array.from({ length: KEY_COUNT }, (_each, index) => {
    const createdAt = NOW - 300 * DAY_MS + Math.floor((index / KEY_COUNT) * 299 * DAY_MS);
    const isRare = index % 1_000 === 500;
    const name = `${isRare ? 'Quarterly' : index % 4 === 0 ? 'Import' : 'Archive'} Berlin ${index}`;
    return {
      id: newId(createdAt),
      organizationId,
      name,
      sortName: foldName(name),
      user: `lko_${newId(createdAt).slice(16)}`,
      passDigest: 'x',
      pepperVersion: 'y',
      scopes: isRare ? ` ${RARE_SCOPE} ` : ' workspace.process:read ',
      expiresAt: createdAt + (index < KEY_COUNT / 200 ? 10 : 360) * DAY_MS,
      createdAt,
    };
  });
}
