import { sharedWorld } from '../support/world';

describe('introspection', () => {
  const world = sharedWorld('sqlite');

  it('may be asked for twice in one document, and not three times', async () => {
    const twice = await world().as(null).run('{ a: __schema { __typename } b: __schema { __typename } }');
    const thrice = await world()
      .as(null)
      .run('{ a: __schema { __typename } b: __schema { __typename } c: __schema { __typename } }');
    expect([twice.status, thrice.status]).toEqual([200, 400]);
    expect(thrice.body.errors[0].extensions).toEqual({ code: 'GRAPHQL_VALIDATION_FAILED' });
  });
});
