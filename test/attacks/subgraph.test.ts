import { newId } from '../../src/id';
import { addMember } from '../support/addMember';
import { describeOnEachEngine } from '../support/engines';
import { postBytes } from '../support/postBytes';
import { NOW, sharedWorld } from '../support/world';

const GATEWAY_SECRET = 'the gateway and the server share this';
const GATEWAY = { 'latchkey-gateway': GATEWAY_SECRET };

const ENTITIES = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) {
    __typename
    ... on Organization { id title: name }
    ... on Process { id name }
    ... on ApiKey { id user }
    ... on Member { id email }
  }
}`;
const SERVICE = '{ _service { sdl } }';

const UNAUTHENTICATED = {
  errors: [
    {
      message: 'A valid API key is required: send it with HTTP Basic, or as "Authorization: Bearer user:pass".',
      extensions: { code: 'UNAUTHENTICATED' },
    },
  ],
};

describeOnEachEngine('the subgraph in production', (engine) => {
  const world = sharedWorld(engine, { NODE_ENV: 'production', REQUIRE_TLS: 'off', GATEWAY_SECRET });

  it('T44: _entities without a credential is refused', async () => {
    const { id } = await world().organization();
    const answer = await world()
      .as(null)
      .run(ENTITIES, { representations: [{ __typename: 'Organization', id }] });
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual(UNAUTHENTICATED);
  });

  it('T44: the gateway credential stands for no caller', async () => {
    const { id } = await world().organization();
    const variables = { representations: [{ __typename: 'Organization', id }] };
    const answer = await world().graphql({ query: ENTITIES, variables }, GATEWAY);
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual(UNAUTHENTICATED);
  });

  it('T44: _entities of another organization are answered like those that do not exist', async () => {
    const a = await world().organization('A');
    const process = await world().process(a);
    const member = await addMember(world(), a);
    const ofA = [
      { __typename: 'Organization', id: a.id },
      { __typename: 'Process', id: process.id },
      { __typename: 'ApiKey', id: a.key.id },
      { __typename: 'Member', id: member.id },
    ];
    const b = await world().organization('B');
    const missing = ofA.map(({ __typename }) => ({ __typename, id: newId(NOW) }));
    const answer = await postBytes(world(), b.key, ENTITIES, { representations: ofA });
    expect(answer.text).toBe('{"data":{"_entities":[null,null,null,null]}}\n');
    expect(answer).toEqual(await postBytes(world(), b.key, ENTITIES, { representations: missing }));
    expect(answer).toEqual(await postBytes(world(), b.key, ENTITIES, { representations: ofA }, GATEWAY));
    const own = await world().as(a.key).run(ENTITIES, { representations: ofA });
    expect(own.body.data._entities).toEqual([
      { __typename: 'Organization', id: a.id, title: 'A' },
      { __typename: 'Process', id: process.id, name: 'Invoices' },
      { __typename: 'ApiKey', id: a.key.id, user: a.key.user },
      { __typename: 'Member', id: member.id, email: expect.stringMatching(/@example\.com$/) },
    ]);
  });

  it('T44: _service without a credential is refused', async () => {
    const answer = await world().as(null).run(SERVICE);
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual(UNAUTHENTICATED);
  });

  it('T44: _service with a wrong gateway secret is refused', async () => {
    const answer = await world().graphql({ query: SERVICE }, { 'latchkey-gateway': `${GATEWAY_SECRET}.` });
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual(UNAUTHENTICATED);
  });

  it('T44: _service is told to the gateway, and nothing else is', async () => {
    const answer = await world().graphql({ query: SERVICE }, GATEWAY);
    expect(answer.status).toBe(200);
    expect(answer.body.data._service.sdl).toContain('type Organization');
    const more = await world().graphql({ query: '{ _service { sdl } __schema { queryType { name } } }' }, GATEWAY);
    expect(more.body).toEqual(UNAUTHENTICATED);
  });

  it('T44: _service is told to a valid caller where introspection is', async () => {
    const { key } = await world().organization();
    const answer = await world().as(key).run(SERVICE);
    expect(answer.body.data._service.sdl).toContain('type Organization');
  });
});
