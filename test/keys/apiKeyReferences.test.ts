import { newId } from '../../src/id';
import { describeOnEachEngine } from '../support/engines';
import { postBytes } from '../support/postBytes';
import { type Answer, NOW, sharedWorld, type TestKey } from '../support/world';

const MANAGE = 'workspace.admin.api_key:manage';
const MANAGE_OF_PROCESSES = 'workspace.process.api_key:manage';
const READ = 'workspace.process:read';
/** The fields of a key beside its id. */
const CANNOT_BE_NULL = ['name', 'user', 'status', 'scopes', 'organization { id }', 'createdAt', 'expiresAt'];
const NULLABLE = ['process { id }', 'createdBy', 'lastUsedAt'];

const referring = (selection: string): string => `query ($ids: [_Any!]!) {
  _entities(representations: $ids) { ... on ApiKey { ${selection} } }
}`;

describeOnEachEngine('a reference of another subgraph to an API key', (engine) => {
  const world = sharedWorld(engine);

  const refer = (caller: TestKey, selection: string, ...ids: string[]): Promise<Answer> =>
    world()
      .as(caller)
      .run(referring(selection), { ids: ids.map((id) => ({ __typename: 'ApiKey', id })) });

  it.each([[READ], [MANAGE_OF_PROCESSES], [MANAGE]])('has its id for any caller: %s', async (...scopes) => {
    const acme = await world().organization();
    const ofProcess = await world().key(acme, { processId: (await world().process(acme)).id });
    const caller = await world().key(acme, { scopes });
    const answer = await refer(caller, '__typename id', acme.key.id, ofProcess.id);
    expect(answer.body).toEqual({
      data: {
        _entities: [
          { __typename: 'ApiKey', id: acme.key.id },
          { __typename: 'ApiKey', id: ofProcess.id },
        ],
      },
    });
  });

  it('has its id for a caller that is bound to the process of the key, and for no other that is bound', async () => {
    const acme = await world().organization();
    const [own, other] = [await world().process(acme, 'One'), await world().process(acme, 'Other')];
    const ofOwn = await world().key(acme, { processId: own.id });
    const ofOther = await world().key(acme, { processId: other.id });
    const caller = await world().key(acme, { processId: own.id, scopes: [READ] });
    const answer = await refer(caller, 'id', ofOwn.id, ofOther.id, acme.key.id);
    expect(answer.body).toEqual({ data: { _entities: [{ id: ofOwn.id }, null, null] } });
  });

  it("refuses all but the id of the organization's key to a manager of process keys, however often", async () => {
    const acme = await world().organization();
    const caller = await world().key(acme, { scopes: [MANAGE_OF_PROCESSES] });
    const fields = [...CANNOT_BE_NULL, ...NULLABLE].map(
      (field) => `${field.split(' ')[0]}: _entities(representations: $ids) { ... on ApiKey { id ${field} } }`,
    );
    const document = `query ($ids: [_Any!]!) { ${fields.join(' ')} }`;
    const { id } = acme.key;
    for (let count = 0; count < 5; count += 1) {
      const { body } = await world()
        .as(caller)
        .run(document, { ids: [{ __typename: 'ApiKey', id }] });
      expect(body.data).toEqual({
        name: [null],
        user: [null],
        status: [null],
        scopes: [null],
        organization: [null],
        createdAt: [null],
        expiresAt: [null],
        process: [{ id, process: null }],
        createdBy: [{ id, createdBy: null }],
        lastUsedAt: [{ id, lastUsedAt: null }],
      });
      expect(body.errors).toHaveLength(10);
      for (const {
        path: [root, , field],
        extensions,
      } of body.errors)
        expect([field, extensions]).toEqual([root, { code: 'FORBIDDEN', requiredScopes: [[MANAGE]] }]);
    }
  });

  it('shows everything of the keys that the caller manages', async () => {
    const acme = await world().organization();
    const process = await world().process(acme);
    const ofProcess = await world().key(acme, { name: 'CI', processId: process.id, scopes: [READ] });
    const caller = await world().key(acme, { scopes: [MANAGE_OF_PROCESSES] });
    const selection = 'id name user status scopes organization { id } process { id }';
    expect((await refer(caller, selection, ofProcess.id)).body).toEqual({
      data: {
        _entities: [
          {
            id: ofProcess.id,
            name: 'CI',
            user: ofProcess.user,
            status: 'ACTIVE',
            scopes: [READ],
            organization: { id: acme.id },
            process: { id: process.id },
          },
        ],
      },
    });
  });

  it('outlives the key', async () => {
    const acme = await world().organization();
    const key = await world().key(acme);
    await world().app.services.apiKeyEnds.deleteApiKey(world().operator(acme), { id: key.id });
    const caller = await world().key(acme, { scopes: [READ] });
    expect((await refer(caller, 'id', key.id)).body).toEqual({ data: { _entities: [{ id: key.id }] } });
  });

  it.each([[READ], [MANAGE_OF_PROCESSES], [MANAGE]])(
    'to a key of another organization is answered like one to none: %s',
    async (...scopes) => {
      const [acme, other] = [await world().organization(), await world().organization('Other')];
      const ofProcess = await world().key(other, { processId: (await world().process(other)).id });
      const caller = await world().key(acme, { scopes });
      const asked = (...ids: string[]) => ({ ids: ids.map((id) => ({ __typename: 'ApiKey', id })) });
      for (const selection of ['id', 'id name', 'id lastUsedAt process { id }']) {
        const document = referring(selection);
        const foreign = await postBytes(world(), caller, document, asked(other.key.id, ofProcess.id));
        expect(foreign.text).toBe('{"data":{"_entities":[null,null]}}\n');
        expect(foreign).toEqual(await postBytes(world(), caller, document, asked(newId(NOW), newId(NOW))));
      }
    },
  );
});
