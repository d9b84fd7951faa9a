import { buildSchema, type OperationDefinitionNode, parse } from 'graphql';
import { unfoldedSizeOf } from '../../src/graphql/unfoldedSizeOf';

const schema = buildSchema(`
  type Query { dog: Dog  pet: Pet }
  type Dog { name: String  friend: Dog }
  type Cat { name: String }
  union Pet = Dog | Cat
`);

function sizeOf(text: string): number {
  const document = parse(text);
  return unfoldedSizeOf(schema, document, document.definitions[0] as OperationDefinitionNode);
}

describe('the unfolded size of an operation', () => {
  it('is the count of its fields, under every alias', () => {
    expect(sizeOf('{ dog { name nick: name friend { name } } }')).toBe(5);
  });

  it('holds a fragment, and the spread itself, as often as it is spread', () => {
    expect(sizeOf('{ dog { ...F friend { ...F } } } fragment F on Dog { name nick: name }')).toBe(8);
  });

  it('holds what is below a union once for each of its types', () => {
    expect(sizeOf('{ pet { __typename ... on Dog { name } } }')).toBe(1 + 2 * 3);
  });

  it('holds introspection', () => {
    expect(sizeOf('{ __schema { queryType { name } } __type(name: "Dog") { name } }')).toBe(5);
  });

  it('is counted in no time, however large it is', () => {
    const fragments = Array.from({ length: 200 }, (_each, index) => {
      return `fragment F${index} on Dog { ...F${index + 1} ...F${index + 1} }`;
    });
    const size = sizeOf(`{ dog { ...F0 } } ${fragments.join(' ')} fragment F200 on Dog { name }`);
    expect(size).toBeGreaterThan(2 ** 200);
  });
});
