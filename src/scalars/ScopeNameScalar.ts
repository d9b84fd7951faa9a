import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import type { ScopeName } from '../access/ScopeName';
import { SCOPE } from '../access/SHIPPED_SCOPES';

function parseScopeName(value: unknown): ScopeName {
  if (typeof value !== 'string') throw new GraphQLError('A ScopeName is a text.');
  return value;
}

/** The name of a scope. Any text is taken: a name that the catalogue does not have is answered with its place in the input. */
export const ScopeNameScalar = new GraphQLScalarType<ScopeName, ScopeName>({
  name: 'ScopeName',
  description: `The name of a scope, e.g. \`${SCOPE.processRead}\`. The \`scopes\` query lists them.`,
  serialize: (value) => value as ScopeName, // Every name of a row is a text.
  parseValue: parseScopeName,
  parseLiteral: (node) => parseScopeName(node.kind === Kind.STRING ? node.value : null),
});
