import { auditEntry, sealEntry, writeEntries } from '../support/auditEntries';
import { describeOnEachEngine } from '../support/engines';
import { NOW, sharedWorld, type TestKey } from '../support/world';

const PAGE = `query ($first: Int, $after: String, $last: Int, $before: String, $filter: AuditEventFilter) {
  organization { auditEvents(first: $first, after: $after, last: $last, before: $before, filter: $filter) {
    totalCount edges { cursor node { id type summary actor { name } target { id name } changes { field } address userAgent } }
    pageInfo { hasNextPage endCursor }
  } }
}`;
const AUDIT = 'workspace.admin.audit:read';

describeOnEachEngine('an audit log that is read', (engine) => {
  const world = sharedWorld(engine);

  const page = async (key: TestKey, variables: object) => {
    const { body } = await world()
      .as(key)
      .run(PAGE, { ...variables });
    return body.data?.organization?.auditEvents ?? body.errors[0];
  };
  // biome-ignore lint/suspicious/noExplicitAny: an answer's shape is what tests assert.
  const idsOf = ({ edges }: any): string[] => edges.map(({ node }: any) => node.id);

  it('has each entry once, though it is sealed between two pages, and others come', async () => {
    const acme = await world().organization();
    await world().app.clockwork.stop(); // The test seals by itself.
    const entries = Array.from({ length: 12 }, (_each, index) => auditEntry(acme.id, { at: NOW - 20_000 + index }));
    await writeEntries(world().database, entries);
    const filter = { types: ['process.updated'] };
    const seen: string[] = [];
    let after: string | null = null;
    for (let pages = 0; pages < 4; pages += 1) {
      const read = await page(acme.key, { first: 3, after, filter });
      seen.push(...idsOf(read));
      after = read.pageInfo.endCursor;
      const { id } = entries[11 - 4 * pages] ?? { id: '' };
      if (id) await sealEntry(world().database, id, pages);
      await writeEntries(world().database, [auditEntry(acme.id, { at: NOW + pages })]);
    }
    expect(seen).toEqual(entries.map(({ id }) => id).toReversed());
  });

  it('takes no cursor of another organization, and none of the other order', async () => {
    const [acme, other] = [await world().organization(), await world().organization('Other')];
    await writeEntries(
      world().database,
      [0, 1].map((index) => auditEntry(acme.id, { at: NOW + index, sequence: index })),
    );
    const { edges } = await page(acme.key, {});
    const [{ cursor }] = edges;
    for (const [key, filter] of [
      [other.key, {}],
      [acme.key, { afterSequence: 0 }],
    ] as const) {
      expect((await page(key, { after: cursor, filter })).extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
    }
    const pulled = await page(acme.key, { filter: { afterSequence: -1 }, first: 1 });
    const next = await page(acme.key, { filter: { afterSequence: -1 }, after: pulled.pageInfo.endCursor });
    expect([pulled.edges.length, next.edges.length, pulled.totalCount]).toEqual([1, 1, 2]);
  });

  it('shows nothing that was erased, and finds nobody by it', async () => {
    const acme = await world().organization();
    const gone = 'x';
    const erased = JSON.stringify({ actor: gone, origin: gone, target: gone });
    const wishes = {
      at: NOW,
      type: 'member.updated',
      actorKind: 'MEMBER',
      actorName: 'Ada',
      targetId: 'm1',
      targetName: 'Bob',
    } as const;
    await writeEntries(world().database, [auditEntry(acme.id, { ...wishes, address: '192.0.2.1', erased })]);
    const { edges } = await page(acme.key, { filter: { types: ['member.updated'] } });
    expect(edges).toMatchObject([
      {
        node: {
          summary: '(erased) changed the role of (erased)',
          actor: { name: null },
          target: { id: 'm1', name: null },
          changes: [],
          address: null,
          userAgent: null,
        },
      },
    ]);
    expect((await page(acme.key, { filter: { text: 'bob' } })).totalCount).toBe(0);
  });

  it('forgets what was erased in its index of texts, too, and finds what is left', async () => {
    const acme = await world().organization();
    const entries = Array.from({ length: 250 }, (_each, sequence) => {
      const targetName = sequence === 7 ? 'Needle' : 'Hay';
      const actor = { actorKind: 'MEMBER', actorName: 'Ada', targetId: `t${sequence}` } as const;
      return auditEntry(acme.id, { at: NOW - 10_000 + sequence, sequence, targetName, ...actor });
    });
    await writeEntries(world().database, entries);
    const countOf = async (text: string) => (await page(acme.key, { filter: { text } })).totalCount;
    expect([await countOf('needle'), await countOf('changed the process hay')]).toEqual([1, 249]);
    const erased = JSON.stringify({ target: `${'A'.repeat(43)}=` });
    await world().database.write(async ({ sql }) => {
      await sql(`INSERT INTO "audit_opening" ("purpose") VALUES ('ERASURE')`, []);
      await sql('UPDATE "audit_event" SET "targetName" = NULL, "erased" = $1 WHERE "id" = $2', [
        erased,
        entries[7]?.id ?? '',
      ]);
      await sql('DELETE FROM "audit_opening"', []);
    });
    expect(await countOf('needle')).toBe(0);
    expect([await countOf('process (erased)'), await countOf('ada changed')]).toEqual([1, 250]);
  });

  it('shows a caller that is bound to a process the entries of that process alone', async () => {
    const acme = await world().organization();
    const [one, other] = [await world().process(acme, 'One'), await world().process(acme, 'Other')];
    world().now += 1;
    const [bound, foreign] = [
      await world().key(acme, { name: 'Bound', processId: one.id }),
      await world().key(acme, { name: 'Foreign', processId: other.id }),
    ];
    world().now += 1;
    await world().rows(`UPDATE "api_key" SET "scopes" = ' ${AUDIT} ' WHERE "id" = $1`, [bound.id]);
    await world()
      .as(acme.key)
      .run('mutation ($id: ID!) { deleteApiKey(input: { id: $id }) { deletedApiKeyId } }', { id: bound.id });
    await world().rows('UPDATE "api_key" SET "deletedAt" = NULL WHERE "id" = $1', [bound.id]);
    const { edges } = await page(bound, {});
    const told = edges.map(({ node }: { node: { summary: string } }) => node.summary);
    expect(told.filter((summary: string) => !summary.endsWith('for the first time'))).toEqual([
      'Key deleted the API key Bound',
      'The operator created the API key Bound',
      'The operator created the process One',
    ]);
    const document = `query ($key: ID!, $process: ID!) { _entities(representations: [
      { __typename: "ApiKey", id: $key }, { __typename: "Process", id: $process }]) { __typename } }`;
    const { body } = await world().as(bound).run(document, { key: foreign.id, process: other.id });
    expect(body.data._entities).toEqual([null, null]);
    expect((await page(bound, { filter: { targetId: foreign.id } })).totalCount).toBe(0);
  });

  it('of a process has its keys, and of a key what it did', async () => {
    const acme = await world().organization();
    const process = await world().process(acme);
    world().now += 1;
    const key = await world().key(acme, { name: 'Bound', processId: process.id, scopes: ['workspace.process:update'] });
    world().now += 1;
    await world()
      .as(key)
      .run('mutation ($id: ID!) { updateProcess(input: { id: $id, name: "New" }) { userErrors { code } } }', {
        id: process.id,
      });
    const document = `query ($key: ID!, $process: ID!) {
      apiKey(id: $key) { auditEvents(filter: { outcome: [SUCCESS] }) { edges { node { type } } } }
      process(id: $process) { auditEvents(filter: { outcome: [SUCCESS] }) { edges { node { type } } } }
    }`;
    const { body } = await world().as(acme.key).run(document, { key: key.id, process: process.id });
    const types = ({ auditEvents }: { auditEvents: { edges: { node: { type: string } }[] } }) =>
      auditEvents.edges.map(({ node }) => node.type).filter((type) => type !== 'api_key.first_used');
    expect([types(body.data.apiKey), types(body.data.process)]).toEqual([
      ['process.updated', 'api_key.created'],
      ['process.updated', 'api_key.created', 'process.created'],
    ]);
  });
});
