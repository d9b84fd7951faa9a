import type { BuildSchemaOptions, ContainerType } from 'type-graphql';
import type { CallerContext } from '../access/Caller';
import type { Policy } from '../access/needOf';
import { isId } from '../id';
import { assertRulesFit } from './assertRulesFit';
import { type BuiltSchema, buildSubgraph, type References } from './buildSubgraph';
import { fieldRules } from './fieldRules';

/** Loads the entity of an id, if the caller may see it; by the name of its type. */
export type EntityLoaders = Readonly<Record<string, (context: CallerContext, id: string) => Promise<object | null>>>;

/** The classes that type-graphql reads. `orphanedTypes`: those that no field of a resolver leads to. */
export interface SchemaClasses {
  // biome-ignore lint/complexity/noBannedTypes: type-graphql takes classes as functions.
  readonly resolvers: readonly Function[];
  // biome-ignore lint/complexity/noBannedTypes: as above.
  readonly orphanedTypes: readonly Function[];
}

/** The options of `buildSchema`. */
export interface SchemaOptions {
  readonly policy: Policy;
  /** The classes whose fields and types make up the schema. */
  readonly classes: SchemaClasses;
  readonly container: ContainerType;
  readonly loaders: EntityLoaders;
  readonly hasAuthDirectives: boolean;
}

/**
 * Builds the schema of this server.
 * Errors: a `StartError` where the schema differs from the policy, or from the rules of fields.
 */
export async function buildSchema(options: SchemaOptions): Promise<BuiltSchema> {
  const { policy, classes, container, loaders, hasAuthDirectives } = options;
  const built = await buildSubgraph({
    policy,
    container,
    resolvers: classes.resolvers as BuildSchemaOptions['resolvers'], // One at least, as it asks for: there are modules.
    orphanedTypes: [...classes.orphanedTypes],
    references: Object.fromEntries(Object.entries(loaders).map(([typeName, load]) => [typeName, byId(load)])),
    heading: federationLink(hasAuthDirectives),
    hasAuthDirectives,
  });
  assertRulesFit(built.schema, fieldRules);
  return built;
}

/** Reads the key alone and loads the row anew: whatever else a representation says is not believed. */
function byId(load: EntityLoaders[string]): References[string] {
  return ({ id }, context) => (typeof id === 'string' && isId(id) ? load(context, id) : null);
}

function federationLink(hasAuthDirectives: boolean): string {
  const names = ['@key', '@shareable', ...(hasAuthDirectives ? ['@authenticated', '@requiresScopes'] : [])];
  const imports = names.map((name) => JSON.stringify(name)).join(', ');
  return `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${imports}])`;
}
