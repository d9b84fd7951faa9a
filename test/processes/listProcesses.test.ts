import { createHmac } from 'node:crypto';
import { deriveKey } from '../../src/secrets';
import { ALIKE_NAMES } from '../support/ALIKE_NAMES';
import type { Speaker } from '../support/apiKeyMutations';
import { describeOnEachEngine } from '../support/engines';
import { createProcess } from '../support/processMutations';
import { NOW, SECRET, sharedWorld, type TestOrganization } from '../support/world';

const READ = 'workspace.process:read';

const PAGE = `query ($first: Int, $after: String, $last: Int, $before: String) {
  processes(first: $first, after: $after, last: $last, before: $before) {
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { node { id } }
  }
}`;

describeOnEachEngine('processes', (engine) => {
  const world = sharedWorld(engine);

  /** The names of the processes that somebody is listed, in order. */
  async function names(speaker: Speaker, filter: object | null = null): Promise<string[]> {
    const document = `query ($filter: ProcessFilter) {
      processes(filter: $filter) { totalCount edges { node { name } } }
    }`;
    const { body } = await speaker.run(document, { filter });
    const { totalCount, edges } = body.data.processes;
    expect(totalCount).toBe(edges.length);
    return edges.map((edge: { node: { name: string } }) => edge.node.name);
  }

  /** An organization with processes of both types, one of which was deleted, and another organization with one more. */
  async function shelf(): Promise<TestOrganization> {
    const [acme, other] = [await world().organization(), await world().organization('Other')];
    const speaker = world().as(acme.key);
    await createProcess(speaker, { name: 'Écho', type: 'INVOICES' });
    await createProcess(speaker, { name: 'bravo' });
    await createProcess(speaker, { name: 'rate_100%!' });
    await createProcess(speaker, { name: 'Alpha', type: 'INVOICES' });
    await createProcess(speaker, { name: 'ＣＨＡＲＬＩＥ' });
    await world().process(other, 'Alpha elsewhere');
    const gone = await world().process(acme, 'Alpha before');
    await world().rows('UPDATE "process" SET "deletedAt" = $1 WHERE "id" = $2', [NOW, gone.id]);
    return acme;
  }

  /** Processes that sort alike, but for the last, in the order in which they were made, and a reader of their pages. */
  async function fourProcesses() {
    const acme = await world().organization();
    const ids: string[] = [];
    for (const name of ['Same', 'same', 'SAME', 'Zulu']) {
      world().now += 1;
      ids.push((await world().process(acme, name)).id);
    }
    const page = async (where: Record<string, unknown>) => {
      const { pageInfo, edges } = (await world().as(acme.key).run(PAGE, where)).body.data.processes;
      return { pageInfo, ids: edges.map((edge: { node: { id: string } }) => edge.node.id) };
    };
    return { ids, page };
  }

  it('are listed by name, whatever its case and width, without those that were deleted', async () => {
    const { key } = await shelf();
    expect(await names(world().as(key))).toEqual(['Alpha', 'bravo', 'ＣＨＡＲＬＩＥ', 'rate_100%!', 'Écho']);
  });

  it.each([
    ['nothing is asked for', {}, ['Alpha', 'bravo', 'ＣＨＡＲＬＩＥ', 'rate_100%!', 'Écho']],
    [
      'all is null',
      { text: null, status: null, type: null },
      ['Alpha', 'bravo', 'ＣＨＡＲＬＩＥ', 'rate_100%!', 'Écho'],
    ],
    ['they are of a type', { type: ['INVOICES'] }, ['Alpha', 'Écho']],
    ['they are of another type', { type: ['CUSTOM'] }, ['bravo', 'ＣＨＡＲＬＩＥ', 'rate_100%!']],
    [
      'they are of one of two types',
      { type: ['CUSTOM', 'INVOICES'] },
      ['Alpha', 'bravo', 'ＣＨＡＲＬＩＥ', 'rate_100%!', 'Écho'],
    ],
    ['they are of no type', { type: [] }, []],
    ['they are of a status', { status: ['READY'] }, ['Alpha', 'bravo', 'ＣＨＡＲＬＩＥ', 'rate_100%!', 'Écho']],
    ['they are of no status', { status: [] }, []],
    ['the name holds a text, in any case', { text: 'LPh' }, ['Alpha']],
    ['the name holds a text, in any width', { text: 'charlie' }, ['ＣＨＡＲＬＩＥ']],
    ['the name holds a letter of another script, in any case', { text: 'éCHO' }, ['Écho']],
    ['the name holds a percent sign', { text: '%' }, ['rate_100%!']],
    ['the name holds an underscore', { text: 'e_1' }, ['rate_100%!']],
    ['the name holds an exclamation mark', { text: '!' }, ['rate_100%!']],
    ['the name would fit if an underscore were any letter', { text: 'al_ha' }, []],
    ['the name would fit if a percent sign were any text', { text: 'a%a' }, []],
    ['the text is empty', { text: '' }, ['Alpha', 'bravo', 'ＣＨＡＲＬＩＥ', 'rate_100%!', 'Écho']],
    ['all of it is so', { text: 'a', type: ['INVOICES'], status: ['READY'] }, ['Alpha']],
  ])('are listed where %s', async (_what, filter, expected) => {
    const { key } = await shelf();
    expect(await names(world().as(key), filter)).toEqual(expected);
  });

  it('are found in whichever letters they are searched for', async () => {
    const { key } = await world().organization();
    for (const [, name] of ALIKE_NAMES) await createProcess(world().as(key), { name });
    const found = await Promise.all(ALIKE_NAMES.map(([text]) => names(world().as(key), { text })));
    expect(ALIKE_NAMES.filter(([, name], index) => !found[index]?.includes(name))).toEqual([]);
  });

  it('refuse a cursor that was made when names were folded otherwise', async () => {
    const acme = await world().organization();
    const { id, name } = await world().process(acme, 'Straße');
    const position = JSON.stringify([name.toLowerCase(), id]);
    const signed = JSON.stringify([acme.id, 'Process', 'NAME_ASC', position]);
    const mac = createHmac('sha256', deriveKey(SECRET, 'cursor')).update(signed).digest().subarray(0, 12);
    const after = Buffer.concat([mac, Buffer.from(position)]).toString('base64url');
    const { status, body } = await world().as(acme.key).run(PAGE, { after });
    expect([status, body.errors]).toEqual([
      400,
      [
        {
          message: 'after is not a cursor of this list in this order.',
          extensions: { code: 'BAD_USER_INPUT', path: ['after'] },
        },
      ],
    ]);
  });

  it('have cursors that stand where the stored copy of the name does', async () => {
    const { ids, page } = await fourProcesses();
    await world().rows(`UPDATE "process" SET "sortName" = 'b' WHERE "id" = $1`, [ids[3] ?? '']);
    const first = await page({ first: 1 });
    expect(first.ids).toEqual([ids[3]]);
    expect((await page({ after: first.pageInfo.endCursor })).ids).toEqual([ids[0], ids[1], ids[2]]);
  });

  it('of an organization are those that the query lists', async () => {
    const { key } = await shelf();
    const { body } = await world()
      .as(key)
      .run(`{ organization { processes(filter: { type: [INVOICES] }) { totalCount edges { node { name } } } } }`);
    expect(body.data.organization.processes).toEqual({
      totalCount: 2,
      edges: [{ node: { name: 'Alpha' } }, { node: { name: 'Écho' } }],
    });
  });

  it('are for a key of a process that process alone, whatever it asks for', async () => {
    const acme = await world().organization();
    const [own] = [await world().process(acme, 'Own'), await world().process(acme, 'Other')];
    const speaker = world().as(await world().key(acme, { processId: own.id, scopes: [READ] }));
    expect(await names(speaker)).toEqual(['Own']);
    expect(await names(speaker, { text: 'o', type: ['CUSTOM'], status: ['READY'] })).toEqual(['Own']);
    expect(await names(speaker, { text: 'Other' })).toEqual([]);
  });

  it('come a page at a time, those of one name in the order in which they were made', async () => {
    const { ids, page } = await fourProcesses();
    const first = await page({ first: 2 });
    expect(first.ids).toEqual([ids[0], ids[1]]);
    expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    const second = await page({ first: 2, after: first.pageInfo.endCursor });
    expect(second.ids).toEqual([ids[2], ids[3]]);
    expect(second.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
  });

  it('come from the end, too', async () => {
    const { ids, page } = await fourProcesses();
    const last = await page({ last: 1 });
    expect(last.ids).toEqual([ids[3]]);
    expect(last.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    const back = await page({ last: 2, before: last.pageInfo.startCursor });
    expect(back.ids).toEqual([ids[1], ids[2]]);
    expect(back.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
    const rest = await page({ last: 5, before: back.pageInfo.startCursor });
    expect(rest.ids).toEqual([ids[0]]);
    expect(rest.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
  });

  it('need the scope to read them', async () => {
    const acme = await world().organization();
    const { id } = await world().process(acme);
    const key = await world().key(acme, { scopes: ['workspace.process:update', 'workspace.admin.process:manage'] });
    const { body } = await world()
      .as(key)
      .run(`{ processes { totalCount } process(id: "${id}") { id } organization { processes { totalCount } } }`);
    expect(body.data).toEqual({ processes: null, process: null, organization: { processes: null } });
    const refusal = { code: 'FORBIDDEN', requiredScopes: [[READ]] };
    expect(body.errors.map(({ extensions }: { extensions: object }) => extensions)).toEqual([
      refusal,
      refusal,
      refusal,
    ]);
  });
});
