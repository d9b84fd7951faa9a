import { deleteApiKey, updateApiKey } from '../support/apiKeyMutations';
import { describeOnEachEngine } from '../support/engines';
import { sharedWorld, type TestKey, type TestOrganization } from '../support/world';

interface Page {
  readonly names: string[];
  readonly cursors: string[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

const DOCUMENT = `query ($first: Int, $after: String, $last: Int, $before: String, $orderBy: ApiKeyOrder) {
  apiKeys(first: $first, after: $after, last: $last, before: $before, orderBy: $orderBy) {
    edges { cursor node { name } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

describeOnEachEngine('pages of apiKeys', (engine) => {
  const world = sharedWorld(engine);

  /** Five keys, 1 to 5, the newest of which is 1; the oldest is the organization's own. */
  async function five(): Promise<{ acme: TestOrganization; keys: TestKey[] }> {
    const acme = await world().organization();
    await updateApiKey(world().as(acme.key), { id: acme.key.id, name: '5' });
    const keys: TestKey[] = [];
    for (const name of ['4', '3', '2', '1']) {
      world().now += 1_000;
      keys.unshift(await world().key(acme, { name }));
    }
    return { acme, keys: [...keys, acme.key] };
  }

  async function page(key: TestKey, args: object): Promise<Page> {
    const { body } = await world()
      .as(key)
      .run(DOCUMENT, { ...args });
    const { edges, pageInfo } = body.data.apiKeys;
    const names = edges.map((edge: { node: { name: string } }) => edge.node.name);
    return { names, cursors: edges.map(({ cursor }: { cursor: string }) => cursor), pageInfo };
  }

  it('goes forward', async () => {
    const { acme } = await five();
    const first = await page(acme.key, { first: 2 });
    expect(first.names).toEqual(['1', '2']);
    expect(first.pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: first.cursors[0],
      endCursor: first.cursors[1],
    });
    const second = await page(acme.key, { first: 2, after: first.pageInfo.endCursor });
    expect(second.names).toEqual(['3', '4']);
    expect(second.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
    const third = await page(acme.key, { first: 2, after: second.pageInfo.endCursor });
    expect(third.names).toEqual(['5']);
    expect(third.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
  });

  it('goes backward, each page in the order of the list', async () => {
    const { acme } = await five();
    const last = await page(acme.key, { last: 2 });
    expect(last.names).toEqual(['4', '5']);
    expect(last.pageInfo).toEqual({
      hasNextPage: false,
      hasPreviousPage: true,
      startCursor: last.cursors[0],
      endCursor: last.cursors[1],
    });
    const middle = await page(acme.key, { last: 2, before: last.pageInfo.startCursor });
    expect(middle.names).toEqual(['2', '3']);
    expect(middle.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
    const first = await page(acme.key, { last: 2, before: middle.pageInfo.startCursor });
    expect(first.names).toEqual(['1']);
    expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
  });

  it('ends with a page that is just full', async () => {
    const { acme } = await five();
    const whole = await page(acme.key, { first: 5 });
    expect(whole.names).toEqual(['1', '2', '3', '4', '5']);
    expect(whole.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: false });
    const after = await page(acme.key, { first: 5, after: whole.pageInfo.endCursor });
    expect(after).toEqual({
      names: [],
      cursors: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: true, startCursor: null, endCursor: null },
    });
  });

  it('answers what lies between two cursors', async () => {
    const { acme } = await five();
    const { cursors } = await page(acme.key, { first: 5 });
    const between = await page(acme.key, { after: cursors[0], before: cursors[4] });
    expect(between.names).toEqual(['2', '3', '4']);
  });

  it('goes on after a key that was deleted meanwhile', async () => {
    const { acme, keys } = await five();
    const { pageInfo } = await page(acme.key, { first: 2 });
    await deleteApiKey(world().as(acme.key), keys[1]?.id ?? '');
    expect((await page(acme.key, { first: 2, after: pageInfo.endCursor })).names).toEqual(['3', '4']);
    expect((await page(acme.key, { last: 2, before: pageInfo.endCursor })).names).toEqual(['1']);
  });

  it('goes on after a key whose very row is gone', async () => {
    const { acme, keys } = await five();
    const { pageInfo } = await page(acme.key, { first: 2 });
    await world().rows('DELETE FROM "api_key" WHERE "id" = $1', [keys[1]?.id ?? '']);
    expect((await page(acme.key, { first: 2, after: pageInfo.endCursor })).names).toEqual(['3', '4']);
  });

  it('shows no key twice and leaves none out when others come', async () => {
    const { acme } = await five();
    const { pageInfo } = await page(acme.key, { first: 2 });
    world().now += 1_000;
    await world().key(acme, { name: '0' });
    expect((await page(acme.key, { first: 2, after: pageInfo.endCursor })).names).toEqual(['3', '4']);
    expect((await page(acme.key, { first: 2 })).names).toEqual(['0', '1']);
  });

  it('shows every key once where all sort alike', async () => {
    const acme = await world().organization();
    for (let count = 0; count < 4; count += 1) await world().key(acme);
    const seen: string[] = [];
    let after: string | null = null;
    for (let round = 0; round < 3; round += 1) {
      const { cursors, pageInfo }: Page = await page(acme.key, { first: 2, after, orderBy: 'NAME_ASC' });
      seen.push(...cursors);
      after = pageInfo.endCursor;
    }
    expect([seen.length, new Set(seen).size]).toEqual([5, 5]);
  });

  it('goes forward in every order', async () => {
    const { acme } = await five();
    const { pageInfo } = await page(acme.key, { first: 2, orderBy: 'NAME_DESC' });
    expect((await page(acme.key, { first: 2, after: pageInfo.endCursor, orderBy: 'NAME_DESC' })).names).toEqual([
      '3',
      '2',
    ]);
  });

  it.each(['CREATED_AT_DESC', 'CREATED_AT_ASC', 'EXPIRES_AT_ASC', 'EXPIRES_AT_DESC', 'NAME_ASC', 'NAME_DESC'])(
    'goes both ways through keys and tombstones together by %s',
    async (orderBy) => {
      const { acme, keys } = await five();
      for (const index of [1, 2]) await deleteApiKey(world().as(acme.key), keys[index]?.id ?? '');
      const filter = '{ status: [ACTIVE, EXPIRED, DELETED], expiresBefore: "2027-11-23T12:00:00Z" }';
      const read = async (args: string) => {
        const document = `{ apiKeys(${args}, orderBy: ${orderBy}, filter: ${filter}) { edges { cursor node { name } } } }`;
        const { body } = await world().as(acme.key).run(document);
        const edges: { cursor: string; node: { name: string } }[] = body.data.apiKeys.edges;
        return { names: edges.map(({ node }) => node.name), cursors: edges.map(({ cursor }) => cursor) };
      };
      const { names, cursors } = await read('first: 5');
      expect([...names].sort()).toEqual(['1', '2', '3', '4', '5']);
      expect((await read(`first: 2, after: "${cursors[1]}"`)).names).toEqual(names.slice(2, 4));
      expect((await read(`last: 2, before: "${cursors[3]}"`)).names).toEqual(names.slice(1, 3));
    },
  );

  it('takes no cursor of another order', async () => {
    const { acme } = await five();
    const { pageInfo } = await page(acme.key, { first: 2 });
    const args = { after: pageInfo.endCursor, orderBy: 'NAME_ASC' };
    const { status, body } = await world().as(acme.key).run(DOCUMENT, args);
    expect([status, body.errors[0].extensions]).toEqual([400, { code: 'BAD_USER_INPUT', path: ['after'] }]);
  });

  it('takes a cursor under any filter of the same order', async () => {
    const { acme } = await five();
    const { pageInfo } = await page(acme.key, { first: 2 });
    const { body } = await world()
      .as(acme.key)
      .run(`{ apiKeys(after: "${pageInfo.endCursor}", filter: { text: "4" }) { edges { node { name } } } }`);
    expect(body.data.apiKeys.edges).toContainEqual({ node: { name: '4' } });
  });

  it('is of 25 keys unless it is said otherwise, and counts the whole list', async () => {
    const acme = await world().organization();
    for (let count = 0; count < 26; count += 1) await world().key(acme);
    const { body } = await world()
      .as(acme.key)
      .run('{ apiKeys { totalCount edges { cursor } pageInfo { hasNextPage } } }');
    const { totalCount, edges, pageInfo } = body.data.apiKeys;
    expect([totalCount, edges.length, pageInfo.hasNextPage]).toEqual([27, 25, true]);
  });
});
