import { describeOnEachEngine } from '../support/engines';
import { addPerson, signedIn } from '../support/people';
import { NOW, sharedWorld, type TestOrganization } from '../support/world';

const READ = 'workspace.admin.user:read';
const DOCUMENT = `query ($first: Int, $after: String, $last: Int, $before: String) { organization {
  members(first: $first, after: $after, last: $last, before: $before) {
    totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { node { name } }
  }
} }`;

describeOnEachEngine('members', (engine) => {
  const world = sharedWorld(engine);

  /** A page of the members that a key is listed. */
  const page = async ({ key }: TestOrganization, where: Record<string, unknown> = {}) => {
    const { members } = (await world().as(key).run(DOCUMENT, where)).body.data.organization;
    const names = members.edges.map((edge: { node: { name: string } }) => edge.node.name);
    return { names, totalCount: members.totalCount, pageInfo: members.pageInfo };
  };

  async function organizationOf(...names: string[]): Promise<TestOrganization> {
    const acme = await world().organization();
    for (const name of names) await addPerson(world(), acme, { name });
    return acme;
  }

  it('are listed by name, whatever its case, and no one of another organization', async () => {
    const [acme] = [await organizationOf('Zoë', 'ada', 'Émile', 'Bob'), await organizationOf('Anna')];
    expect(await page(acme)).toMatchObject({ names: ['ada', 'Bob', 'Zoë', 'Émile'], totalCount: 4 });
  });

  it('are listed under the letters that theirs are folded to', async () => {
    const acme = await organizationOf('Strasz', 'Straße', 'STRASSEN', 'İlkay', 'Ilja');
    const { names } = await page(acme);
    expect(names).toEqual(['Ilja', 'İlkay', 'Straße', 'STRASSEN', 'Strasz']);
  });

  it('tell who they are, what they may do, and since when', async () => {
    const acme = await world().organization();
    world().now = NOW + 60_000;
    const bob = await addPerson(world(), acme, { name: 'Bob', role: 'USER' });
    const { body } = await world()
      .as(acme.key)
      .run('{ organization { members { edges { node { id name email role createdAt } } } } }');
    expect(body.data.organization.members.edges).toEqual([
      {
        node: {
          id: bob.memberId,
          name: 'Bob',
          email: bob.email,
          role: 'USER',
          createdAt: '2026-11-23T12:01:00.000Z',
        },
      },
    ]);
  });

  it('come a page at a time, in either direction', async () => {
    const acme = await organizationOf('Dora', 'ada', 'Carl', 'bob');
    const first = await page(acme, { first: 3 });
    expect(first).toMatchObject({ names: ['ada', 'bob', 'Carl'], pageInfo: { hasNextPage: true } });
    const second = await page(acme, { first: 3, after: first.pageInfo.endCursor });
    expect(second).toMatchObject({ names: ['Dora'], pageInfo: { hasNextPage: false, hasPreviousPage: true } });
    const back = await page(acme, { last: 2, before: second.pageInfo.startCursor });
    expect(back).toMatchObject({ names: ['bob', 'Carl'], pageInfo: { hasNextPage: true, hasPreviousPage: true } });
  });

  it('have cursors that are good in their own organization alone', async () => {
    const [acme, other] = [await organizationOf('Ada'), await organizationOf('Bob')];
    const { pageInfo } = await page(acme);
    const { status, body } = await world().as(other.key).run(DOCUMENT, { after: pageInfo.endCursor });
    expect([status, body.errors[0].extensions]).toEqual([400, { code: 'BAD_USER_INPUT', path: ['after'] }]);
  });

  it('need the scope to see them', async () => {
    const acme = await world().organization();
    const bob = await signedIn(world(), await addPerson(world(), acme, { role: 'USER' }));
    const { body } = await bob.run(DOCUMENT);
    expect([body.data, body.errors[0].extensions]).toEqual([
      { organization: { members: null } },
      { code: 'FORBIDDEN', requiredScopes: [[READ]] },
    ]);
    const reader = await world().key(acme, { scopes: [READ] });
    expect(await page({ ...acme, key: reader })).toMatchObject({ names: ['Ada'] });
  });
});
