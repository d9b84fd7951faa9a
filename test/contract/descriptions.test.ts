import { readFileSync } from 'node:fs';
import { buildSchema, type GraphQLSchema, isEnumType, isInputObjectType, isObjectType } from 'graphql';

describe('the schema', () => {
  it('describes every type, field, argument and enum value', () => {
    expect(undescribed(buildSchema(readFileSync('schema/schema.graphql', 'utf8')))).toEqual([]);
  });

  it('is found out where a description is missing', () => {
    const schema = buildSchema('type Query { "Described." a(b: Int): E } "Described." enum E { "Described." C D }');
    expect(undescribed(schema)).toEqual(['Query', 'Query.a(b:)', 'E.D']);
  });
});

function undescribed(schema: GraphQLSchema): string[] {
  const things: [name: string, description: string | null | undefined][] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__') || ['String', 'Int', 'Float', 'Boolean', 'ID'].includes(type.name)) continue;
    things.push([type.name, type.description]);
    if (isEnumType(type))
      for (const value of type.getValues()) things.push([`${type.name}.${value.name}`, value.description]);
    if (!isObjectType(type) && !isInputObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      things.push([`${type.name}.${field.name}`, field.description]);
      if (!('args' in field)) continue;
      for (const arg of field.args) things.push([`${type.name}.${field.name}(${arg.name}:)`, arg.description]);
    }
  }
  return things.filter(([, description]) => !description).map(([name]) => name);
}
