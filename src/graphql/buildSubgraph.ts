import { buildSubgraphSchema } from '@apollo/subgraph';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import {
  type DocumentNode,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  lexicographicSortSchema,
  parse,
  print,
} from 'graphql';
import {
  type BuildSchemaOptions,
  buildSchema as buildTypeGraphqlSchema,
  type ContainerType,
  createResolversMap,
} from 'type-graphql';
import { assertComplete } from '../access/assertComplete';
import type { CallerContext } from '../access/Caller';
import type { Policy } from '../access/needOf';
import { shieldSchema } from '../access/shieldSchema';
import { writePolicy } from '../access/writePolicy';

/** Loads the entity that a representation names, or null; by the name of its type. */
export type References = Readonly<
  Record<
    string,
    (reference: Readonly<Record<string, unknown>>, context: CallerContext) => Promise<object | null> | object | null
  >
>;

/** What another subgraph names an entity by; the request checks have seen that its type is one. */
type Representation = Readonly<Record<string, unknown>> & { readonly __typename: string };

/** The options of `buildSubgraph`. */
export interface SubgraphOptions {
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
export async function buildSubgraph(options: SubgraphOptions): Promise<BuiltSchema> {
  const { policy, container, references, heading, hasAuthDirectives } = options;
  const source = await buildTypeGraphqlSchema({
    resolvers: options.resolvers,
    orphanedTypes: options.orphanedTypes,
    container,
    validate: false,
    skipCheck: true, // The subgraph that is made of it is checked, too, by the same rules.
  });
  describeRoots(source);
  const document = parse(printSchemaWithDirectives(lexicographicSortSchema(source)));
  const typeDefs = writePolicy(document, policy, hasAuthDirectives);
  const resolvers = createResolversMap(source) as never; // The same map, in another library's words.
  const subgraphDocument = parse(`${heading}\n${print(typeDefs)}`);
  const subgraph = buildSubgraphSchema([{ typeDefs: subgraphDocument, resolvers }]);
  const entities = subgraph.getQueryType()?.getFields()._entities;
  if (entities) entities.resolve = resolveEntities(references);
  assertComplete(subgraph, policy);
  return {
    schema: shieldSchema(subgraph, policy),
    unguarded: subgraph,
    subgraphText: print(subgraphDocument),
    clientText: print(withoutFederation(writePolicy(document, policy, false))),
  };
}

/**
 * Resolves `_entities` to one list, where the library resolves it to a list of promises: a compiled query takes the
 * former alone. What fails costs its own place in the list. The rows are others' too, so each is copied.
 */
function resolveEntities(references: References): GraphQLFieldResolver<unknown, CallerContext> {
  const resolve = async ({ __typename, ...reference }: Representation, context: CallerContext) => {
    try {
      const entity = await references[__typename]?.(reference, context);
      return entity ? { ...entity, __typename } : null;
    } catch (error) {
      return error; // A value that is an error counts as thrown, in its place.
    }
  };
  return (_root, { representations }: { representations: readonly Representation[] }, context) =>
    Promise.all(representations.map((representation) => resolve(representation, context)));
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
