import { buildSubgraphSchema } from '@apollo/subgraph';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { type DocumentNode, type GraphQLSchema, lexicographicSortSchema, parse, print } from 'graphql';
import { buildSchema as buildTypeGraphqlSchema, type ContainerType, createResolversMap } from 'type-graphql';
import type { CallerContext } from '../access/caller';
import { writePolicy } from '../access/directives';
import type { Policy } from '../access/policy';
import { assertComplete } from '../access/schemaFields';
import { shieldSchema } from '../access/shield';
import { isId } from '../id';
import { ApiKeyResolver, OrganizationApiKeysResolver, ProcessApiKeysResolver } from '../keys/ApiKeyResolver';
import { Member } from '../members/Member';
import { MemberResolver } from '../members/MemberResolver';
import { OrganizationResolver } from '../organizations/OrganizationResolver';
import { OrganizationProcessesResolver, ProcessResolver } from '../processes/ProcessResolver';
import { ScopeResolver } from './ScopeResolver';
import { ViewerResolver } from './ViewerResolver';

/** Loads the entity of an id, if the caller may see it; by the name of its type. */
export type EntityLoaders = Readonly<Record<string, (context: CallerContext, id: string) => Promise<object | null>>>;

/** What a schema is made from. */
export interface SchemaParts {
  readonly policy: Policy;
  readonly container: ContainerType;
  readonly loaders: EntityLoaders;
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
 * Builds the schema: resolvers → schema → text with the policy written in → subgraph → shield.
 * Errors: a `StartError` where the policy and the schema differ.
 */
export async function buildSchema({
  policy,
  container,
  loaders,
  hasAuthDirectives,
}: SchemaParts): Promise<BuiltSchema> {
  const source = await buildTypeGraphqlSchema({
    resolvers: [
      ViewerResolver,
      ScopeResolver,
      OrganizationResolver,
      MemberResolver,
      ProcessResolver,
      OrganizationProcessesResolver,
      ApiKeyResolver,
      OrganizationApiKeysResolver,
      ProcessApiKeysResolver,
    ],
    orphanedTypes: [Member],
    container,
    validate: false,
  });
  describeRoots(source);
  const document = parse(printSchemaWithDirectives(lexicographicSortSchema(source)));
  const typeDefs = writePolicy(document, policy, hasAuthDirectives);
  const resolvers = createResolversMap(source) as Record<string, object>; // The same map, in another library's words.
  for (const [typeName, load] of Object.entries(loaders)) {
    resolvers[typeName] = { ...resolvers[typeName], __resolveReference: referenceResolver(load) };
  }
  const subgraphDocument = parse(`${federationLink(hasAuthDirectives)}\n${print(typeDefs)}`);
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

/** Reads the key alone and loads the row anew: whatever else a representation says is not believed. */
function referenceResolver(load: EntityLoaders[string]) {
  return async (reference: { readonly id?: unknown }, context: CallerContext): Promise<object | null> => {
    const { id } = reference;
    return typeof id === 'string' && isId(id) ? load(context, id) : null;
  };
}

function federationLink(hasAuthDirectives: boolean): string {
  const names = ['@key', '@shareable', ...(hasAuthDirectives ? ['@authenticated', '@requiresScopes'] : [])];
  const imports = names.map((name) => JSON.stringify(name)).join(', ');
  return `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${imports}])`;
}

function withoutFederation(document: DocumentNode): DocumentNode {
  const definitions = document.definitions.map((definition) =>
    definition.kind === 'ObjectTypeDefinition' ? { ...definition, directives: [] } : definition,
  );
  return { ...document, definitions };
}
