import { buildSubgraphSchema } from '@apollo/subgraph';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { type DocumentNode, type GraphQLSchema, lexicographicSortSchema, parse, print } from 'graphql';
import {
  type BuildSchemaOptions,
  buildSchema as buildTypeGraphqlSchema,
  type ContainerType,
  createResolversMap,
} from 'type-graphql';
import type { CallerContext } from '../access/caller';
import { writePolicy } from '../access/directives';
import type { Policy } from '../access/policy';
import { assertComplete } from '../access/schemaFields';
import { shieldSchema } from '../access/shield';

/** Loads the entity that a representation names, or null; by the name of its type. */
export type References = Readonly<
  Record<
    string,
    (reference: Readonly<Record<string, unknown>>, context: CallerContext) => Promise<object | null> | object | null
  >
>;

/** What a subgraph is made from. */
export interface SubgraphParts {
  readonly policy: Policy;
  readonly container: ContainerType;
  readonly resolvers: BuildSchemaOptions['resolvers'];
  /** Types that no field of a resolver leads to. */
  readonly orphanedTypes: NonNullable<BuildSchemaOptions['orphanedTypes']>;
  readonly references: References;
  /** What stands above the types: which specifications are linked, and what is taken from them. */
  readonly heading: string;
  /** Whether the policy is written into the subgraph's text as directives, too. */
  readonly hasAuthDirectives: boolean;
}

/** A schema, and the text in which the subgraph describes itself. */
export interface BuiltSchema {
  /** Every field guarded by its line of the policy. */
  readonly schema: GraphQLSchema;
  /** The same without guards: for operations that the whole policy lets through. */
  readonly unguarded: GraphQLSchema;
  readonly subgraphText: string;
  /** The schema as clients see it, without what federation adds. */
  readonly clientText: string;
}

/**
 * Builds a subgraph: resolvers → schema → text with the policy written in → subgraph → shield.
 * Errors: a `StartError` where the policy and the schema differ.
 */
export async function buildSubgraph(parts: SubgraphParts): Promise<BuiltSchema> {
  const { policy, container, references, heading, hasAuthDirectives } = parts;
  const source = await buildTypeGraphqlSchema({
    resolvers: parts.resolvers,
    orphanedTypes: parts.orphanedTypes,
    container,
    validate: false,
  });
  describeRoots(source);
  const document = parse(printSchemaWithDirectives(lexicographicSortSchema(source)));
  const typeDefs = writePolicy(document, policy, hasAuthDirectives);
  const resolvers = createResolversMap(source) as Record<string, object>; // The same map, in another library's words.
  for (const [typeName, load] of Object.entries(references)) {
    // Asynchronous: one that throws at once would fail the whole list of entities.
    const resolveReference = async (reference: Readonly<Record<string, unknown>>, context: CallerContext) =>
      load(reference, context);
    resolvers[typeName] = { ...resolvers[typeName], __resolveReference: resolveReference };
  }
  const subgraphDocument = parse(`${heading}\n${print(typeDefs)}`);
  const subgraph = buildSubgraphSchema([{ typeDefs: subgraphDocument, resolvers: resolvers as never }]);
  assertComplete(subgraph, policy);
  return {
    schema: shieldSchema(subgraph, policy),
    unguarded: subgraph,
    subgraphText: print(subgraphDocument),
    clientText: print(withoutFederation(writePolicy(document, policy, false))),
  };
}

/** The roots have no class of ours that could describe them. */
function describeRoots(schema: GraphQLSchema): void {
  const [query, mutation] = [schema.getQueryType(), schema.getMutationType()];
  if (query) query.description = 'What can be asked.';
  if (mutation)
    mutation.description = 'What can be changed. What is refused is told in `userErrors`, and nothing is changed.';
}

function withoutFederation(document: DocumentNode): DocumentNode {
  const definitions = document.definitions.map((definition) =>
    definition.kind === 'ObjectTypeDefinition' ? { ...definition, directives: [] } : definition,
  );
  return { ...document, definitions };
}
