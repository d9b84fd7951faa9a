import { buildSchema } from 'graphql';
import { assertLoaders } from '../../src/graphql/assertLoaders';

const schema = buildSchema(
  'type Query { _: Dog }  type Dog { id: ID! }  type Cat { id: ID! }  union _Entity = Dog | Cat',
);
const load = async () => null;

describe('the loaders of entities', () => {
  it('are one for each entity', () => {
    expect(() => assertLoaders(schema, { Dog: load, Cat: load })).not.toThrow();
  });

  it('stop the start where an entity has none, or one has no entity', () => {
    expect(() => assertLoaders(schema, { Dog: load, Fish: load })).toThrow(
      'The loaders and the schema differ: the entity Cat has no loader; the loader of Fish has no entity.',
    );
  });
});
