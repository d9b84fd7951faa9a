import type { ContainerType } from 'type-graphql';
import type { CallerContext } from '../access/caller';
import type { Policy } from '../access/policy';
import { isId } from '../id';
import { InvitationResolver } from '../invitations/InvitationResolver';
import { ApiKeyResolver, OrganizationApiKeysResolver, ProcessApiKeysResolver } from '../keys/ApiKeyResolver';
import { Member } from '../members/Member';
import { MemberResolver } from '../members/MemberResolver';
import { OrganizationResolver } from '../organizations/OrganizationResolver';
import { OrganizationProcessesResolver, ProcessResolver } from '../processes/ProcessResolver';
import { SessionResolver } from '../sessions/SessionResolver';
import { ViewerResolver } from '../viewer/ViewerResolver';
import { assertRulesFit } from './assertRulesFit';
import { type BuiltSchema, buildSubgraph, type References } from './buildSubgraph';
import { fieldRules } from './fieldRules';
import { ScopeResolver } from './ScopeResolver';

/** Loads the entity of an id, if the caller may see it; by the name of its type. */
export type EntityLoaders = Readonly<Record<string, (context: CallerContext, id: string) => Promise<object | null>>>;

/** What the schema is made from. */
export interface SchemaParts {
  readonly policy: Policy;
  readonly container: ContainerType;
  readonly loaders: EntityLoaders;
  readonly hasAuthDirectives: boolean;
}

/**
 * Builds the schema of this server.
 * Errors: a `StartError` where the schema differs from the policy, or from the rules of fields.
 */
export async function buildSchema(parts: SchemaParts): Promise<BuiltSchema> {
  const { policy, container, loaders, hasAuthDirectives } = parts;
  const built = await buildSubgraph({
    policy,
    container,
    resolvers: [
      ViewerResolver,
      ScopeResolver,
      OrganizationResolver,
      MemberResolver,
      SessionResolver,
      InvitationResolver,
      ProcessResolver,
      OrganizationProcessesResolver,
      ApiKeyResolver,
      OrganizationApiKeysResolver,
      ProcessApiKeysResolver,
    ],
    orphanedTypes: [Member],
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
