import { describeOnEachEngine } from '../support/engines';
import { introspect, postForm, tokenOf, withToken } from '../support/oauth';
import { basic, sharedWorld, type TestKey, World } from '../support/world';
import { usageRows } from './usageRows';

const READ = 'workspace.process:read';
const MANAGE = 'workspace.admin.api_key:manage';
const UPLOAD = 'workspace.file:upload';

describeOnEachEngine('the use of a key', (engine) => {
  const world = sharedWorld(engine);
  const rowsOf = (key: TestKey) => usageRows(world(), key);
  /** Operation, requests, refused, failed. */
  const countsOf = async (key: TestKey) =>
    (await rowsOf(key)).map(({ operation, requestCount, refusedCount, failedCount }) => [
      ...[operation, requestCount, refusedCount, failedCount],
    ]);
  const usesOf = async (key: TestKey) => (await rowsOf(key)).map(({ fields, needs }) => ({ fields, needs }));
  const verify = (key: TestKey, query = '') =>
    world().request({ path: `/verify${query}`, headers: { authorization: basic(key.value) } });

  it('is counted by operation, with its cost, its fields and what they needed', async () => {
    const { key } = await world().organization();
    for (const name of ['Ann', 'Bob']) {
      await world().as(key).run(`query Names { ${name}: processes(first: 1) { edges { node { name } } } }`);
    }
    expect(await rowsOf(key)).toEqual([
      {
        ...{ operation: 'Names', kind: 'GRAPHQL', signature: 'query Names{processes(first:0){edges{node{name}}}}' },
        fields: ['Process.name', 'ProcessConnection.edges', 'ProcessEdge.node', 'Query.processes'],
        needs: [[[READ]]],
        ...{ secretNumber: 1, requestCount: 2, refusedCount: 0, failedCount: 0, cost: 14 },
      },
    ]);
  });

  it('counts what was refused, and of that as use what was answered', async () => {
    const acme = await world().organization();
    const key = await world().key(acme, { scopes: [READ] });
    await world().as(key).run('{ processes { totalCount } apiKeys { totalCount } }');
    await world().as(key).run('{ apiKeys { totalCount } }');
    expect(await countsOf(key)).toEqual([
      [null, 1, 1, 0],
      [null, 1, 1, 0],
    ]);
    expect(await usesOf(key)).toEqual([
      { fields: [], needs: [] },
      { fields: ['ProcessConnection.totalCount', 'Query.processes'], needs: [[[READ]]] },
    ]);
  });

  it('counts as use what was answered with nothing, beside what was refused', async () => {
    const key = await world().key(await world().organization(), { scopes: [READ] });
    const id = '0198d5a00000700080000000000000ff';
    await world().as(key).run(`{ process(id: "${id}") { name } apiKey(id: "${id}") { name } }`);
    expect(await usesOf(key)).toEqual([{ fields: ['Process.name', 'Query.process'], needs: [[[READ]]] }]);
  });

  it('counts what failed: documents that do not fit, arguments that are wrong, requests that are none', async () => {
    const { key } = await world().organization();
    await world().as(key).run('{ nonsense }');
    await world().as(key).run('query Wrong { processes(first: -1) { totalCount } }');
    await world().request({
      method: 'POST',
      path: '/graphql',
      headers: { 'content-type': 'application/json', authorization: basic(key.value) },
      body: '{}',
    });
    expect(await countsOf(key)).toEqual([
      ['Wrong', 1, 0, 1],
      ['invalid', 2, 0, 2],
    ]);
    expect((await usesOf(key))[0]).toEqual({ fields: [], needs: [] });
  });

  it('leaves out what variables left out', async () => {
    const { key } = await world().organization();
    const query = `query Some($more: Boolean = false, $less: Boolean!) {
      viewer { scopes @skip(if: $less) ...More @include(if: $more) }
    }
    fragment More on Viewer { organization { name } }`;
    await world().as(key).run(query, { less: true, more: true });
    await world().as(key).run(query, { less: false });
    expect((await usesOf(key)).map(({ fields }) => fields)).toEqual([
      ['Organization.name', 'Query.viewer', 'Viewer.organization'],
      ['Query.viewer', 'Viewer.scopes'],
    ]);
  });

  it('counts entities by the types that came', async () => {
    const { id, key } = await world().organization();
    const query = `query Entities($list: [_Any!]!) {
      _entities(representations: $list) { ... on Organization { name } ... on ApiKey { name } }
    }`;
    await world()
      .as(key)
      .run(query, { list: [{ __typename: 'Organization', id }] });
    expect(await usesOf(key)).toEqual([{ fields: ['Organization.name', 'Query._entities'], needs: [] }]);
  });

  it('is that of its tokens, too, and not of sessions', async () => {
    const acme = await world().organization();
    const token = await tokenOf(world().url, acme.key, { scope: READ });
    await withToken(world().url, token).run('query ByToken { processes { totalCount } }');
    expect(await countsOf(acme.key)).toEqual([
      ['ByToken', 1, 0, 0],
      ['token', 1, 0, 0],
    ]);
    const kindOf = async (key: TestKey) => (await rowsOf(key)).map(({ kind, needs }) => [kind, needs]);
    expect(await kindOf(acme.key)).toEqual([
      ['GRAPHQL', [[[READ]]]],
      ['TOKEN', [[[READ]]]],
    ]);
  });

  it('names the scopes that /verify was asked for, and none where they were refused', async () => {
    const acme = await world().organization();
    const key = await world().key(acme, { scopes: [READ, UPLOAD] });
    await verify(key);
    await verify(key, `?scope=${READ}+${UPLOAD}`);
    await verify(key, `?scope=${MANAGE}&scope=${READ}`);
    await verify(key, `?scope=${MANAGE}`);
    await world().request({ path: `/verify/scope/${READ}/more`, headers: { authorization: basic(key.value) } });
    const counts = (await rowsOf(key)).map(({ signature, needs, requestCount, refusedCount }) => [
      ...[signature, needs, requestCount, refusedCount],
    ]);
    expect(counts.toSorted(([, one], [, other]) => Number(other === null) - Number(one === null))).toEqual([
      ['verify', null, 1, 0], // The proxy was told all.
      ['verify', [], 1, 1],
      [`verify scope=${MANAGE} | ${READ}`, [[[MANAGE], [READ]]], 1, 0],
      [`verify scope=${UPLOAD} ${READ}`, [[[UPLOAD, READ]]], 1, 0],
      [`verify scope=${READ}`, [[[READ]]], 1, 0],
    ]);
  });

  it('tells that a key was exchanged or introspected without naming scopes; of a token, that tells nothing', async () => {
    const acme = await world().organization();
    const [exchanged, introspected, named] = [
      await world().key(acme),
      await world().key(acme),
      await world().key(acme),
    ];
    await tokenOf(world().url, exchanged);
    await introspect(world().url, acme.key, introspected.value);
    await introspect(world().url, acme.key, await tokenOf(world().url, named, { scope: READ }));
    const told = async (key: TestKey) =>
      (await rowsOf(key)).map(({ kind, needs, requestCount }) => [kind, needs, requestCount]);
    expect(await told(exchanged)).toEqual([['TOKEN', null, 1]]);
    expect(await told(introspected)).toEqual([['INTROSPECTED', null, 0]]);
    expect(await told(named)).toEqual([['TOKEN', [[[READ]]], 1]]);
    expect(await told(acme.key)).toEqual([['INTROSPECT', [[[MANAGE]]], 2]]);
  });

  it('counts what the OAuth endpoints refused', async () => {
    const acme = await world().organization();
    const key = await world().key(acme, { scopes: [READ] });
    const form = { grant_type: 'client_credentials' };
    await postForm(world().url, '/oauth/token', key, { ...form, scope: MANAGE });
    await postForm(world().url, '/oauth/token', key, { grant_type: 'password' });
    await postForm(world().url, '/oauth/introspect', key, { token: 'x' });
    await postForm(world().url, '/oauth/revoke', key, { token: 'x' });
    expect(await countsOf(key)).toEqual([
      ['introspect', 1, 1, 0],
      ['revoke', 1, 0, 0],
      ['token', 2, 1, 1],
    ]);
  });

  it('keeps networks and what clients call themselves, and no address', async () => {
    const { key } = await world().organization();
    for (const agent of ['curl/8', 'curl/8', 'x"\\é\n'.trim()]) {
      const headers = { authorization: basic(key.value), 'user-agent': agent };
      await world().request({ path: '/verify', headers });
    }
    await world().app.services.usageIngest.ingestNow();
    const [row] = await world().rows(
      'SELECT "network", "userAgents", "requestCount" FROM "usage_network" WHERE "apiKeyId" = $1',
      [key.id],
    );
    expect(row).toEqual({ network: '127.0.0.0/24', userAgents: '["curl/8","x???"]', requestCount: 3 });
  });

  it('is counted without a statement of the request', async () => {
    const own = await World.create(engine);
    const { key } = await own.organization();
    await own.app.clockwork.stop(); // Jobs write, and are no part of a request.
    const asked = [jest.spyOn(own.database, 'sql'), jest.spyOn(own.database, 'write')];
    for (let count = 0; count < 20; count += 1) {
      await own.as(key).run('query Names { processes(first: 1) { edges { node { name } } } }');
      await own.request({ path: `/verify?scope=${READ}`, headers: { authorization: basic(key.value) } });
    }
    const [sqlCalls = [], writeCalls = []] = asked.map(({ mock }) => mock.calls.map(([first]) => String(first)));
    expect([sqlCalls.filter((sql) => sql.includes('usage_')), writeCalls]).toEqual([[], []]);
    for (const each of asked) each.mockRestore();
    expect((await usageRows(own, key)).map(({ requestCount }) => requestCount)).toEqual([20, 20]);
  });
});
