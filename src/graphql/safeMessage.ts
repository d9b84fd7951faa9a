import { type GraphQLSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';

/** Everything in a schema that has a name: types, fields, arguments, enum values, directives. */
export function schemaNames(schema: GraphQLSchema): ReadonlySet<string> {
  const names = new Set<string>();
  for (const type of Object.values(schema.getTypeMap())) {
    names.add(type.name);
    if (isEnumType(type)) for (const { name } of type.getValues()) names.add(name);
    if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      names.add(field.name);
      if ('args' in field) for (const { name } of field.args) names.add(name);
    }
  }
  for (const { name, args } of schema.getDirectives()) {
    names.add(name);
    for (const arg of args) names.add(arg.name);
  }
  return names;
}

/** What follows these words in graphql-js's messages is a value out of the document. */
const VALUE = /(?:,? found |: |(?<=invalid value) ).*$/s;
const QUOTED = /"((?:[^"\\]|\\.)*)"/g;

/**
 * Takes out of a message of graphql-js whatever the document brought: values, and quoted words that the schema does not
 * know. What is left is the rule and the names of the schema.
 */
export function safeMessage(message: string, names: ReadonlySet<string>): string {
  const rule = message.replace(/^Syntax Error: /, '').replace(/ ?Did you mean .*$/s, '');
  const masked = rule
    .replace(VALUE, '')
    .replace(QUOTED, (quoted, word: string) => (isOfSchema(word, names) ? quoted : '"…"'));
  return /[.?!…]$/.test(masked) ? masked : `${masked}.`;
}

/** Shape: a name, or several joined as in `[ScopeName!]!`, `Query.viewer` or `Organization.processes(first:)`. */
function isOfSchema(text: string, names: ReadonlySet<string>): boolean {
  const words = text.split(/[[\]!.:()@]/).filter(Boolean);
  return words.length > 0 && words.every((word) => names.has(word));
}
