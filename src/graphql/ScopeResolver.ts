import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Info, Query, Resolver } from 'type-graphql';
import type { CallerContext } from '../access/Caller';
import type { ScopeCatalogue } from '../access/ScopeName';
import { AppError } from '../errors';
import { ApiKeyOwnerKind } from '../keys/inputs';
import { readTerms } from '../keys/readTerms';
import { RequiredScopes, Scope } from '../keys/Scope';
import { scopesFor } from '../keys/scopesFor';
import type { Storage } from '../storage/Storage';
import { operationOf } from './operationOf';
import { requiredScopes } from './requiredScopes';

/** The fields of the graph about scopes themselves. */
@Resolver()
export class ScopeResolver {
  constructor(
    private readonly storage: Storage,
    private readonly catalogue: ScopeCatalogue,
  ) {}

  @Query(() => [Scope], { description: 'Every scope there is, in the order in which to show them.' })
  async scopes(
    @Arg('grantableTo', () => ApiKeyOwnerKind, {
      nullable: true,
      description: 'Only those that this kind of key may hold.',
    })
    grantableTo: ApiKeyOwnerKind | null,
    @Ctx() { caller }: CallerContext,
  ): Promise<Scope[]> {
    const terms = await readTerms(this.storage.sql, caller.organizationId);
    return scopesFor(caller, this.catalogue, terms, grantableTo ?? null);
  }

  @Query(() => RequiredScopes, {
    description: 'Which scopes a document needs, without executing it. What `@skip` leaves out counts.',
  })
  requiredScopes(
    @Arg('document', () => String, { description: 'A GraphQL document for this schema.' }) document: string,
    @Arg('operationName', () => String, { nullable: true, description: 'Which operation, where there are several.' })
    operationName: string | null,
    @Info() { schema }: GraphQLResolveInfo,
  ): RequiredScopes {
    const found = operationOf(schema, document, operationName ?? null);
    if (found instanceof AppError) throw found;
    return { anyOf: requiredScopes(schema, found) };
  }
}
