import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import { startStandaloneServer } from '@apollo/server/standalone';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { GraphQLError, parse } from 'graphql';
import { createRemoteJWKSet, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { NOW } from '../support/world';
import { GRAPH } from './audience';
import { documentsSchema } from './documentsSchema';
import { unauthenticated } from './unauthenticated';

/** A collection as a test makes it. */
export interface CollectionRow {
  readonly id: string;
  readonly name: string;
  readonly processId: string;
  readonly organizationId: string;
  readonly apiKeyId?: string;
}

/** What the subgraph knows of its caller: what the access token says. */
interface DocumentsCaller {
  readonly organizationId: string;
  readonly scopes: ReadonlySet<string>;
}

/** What the subgraph reads of an access token. */
interface Claims extends JWTPayload {
  readonly scope: string;
  readonly organization_id: string;
}

interface Context {
  readonly caller: DocumentsCaller | null;
}

/** The second subgraph of the graph. It knows its callers by access tokens alone, which it checks with our public keys. */
export class DocumentsSubgraph {
  readonly rows: CollectionRow[] = [];

  private constructor(
    private readonly server: ApolloServer<Context>,
    readonly url: string,
  ) {}

  /** Starts it. @param issuer whose access tokens it takes */
  static async start(issuer: string, hasAuthDirectives: boolean): Promise<DocumentsSubgraph> {
    const typeDefs = parse(documentsSchema(hasAuthDirectives));
    const rows = (): CollectionRow[] => subgraph.rows;
    const keys = createRemoteJWKSet(new URL('/.well-known/jwks.json', issuer));
    const server = new ApolloServer<Context>({
      schema: buildSubgraphSchema([{ typeDefs, resolvers: resolversOver(rows) as never }]),
      plugins: [ApolloServerPluginInlineTraceDisabled()],
    });
    const { url } = await startStandaloneServer(server, {
      listen: { port: 0, host: '127.0.0.1' },
      context: async ({ req }) => ({ caller: await callerOf(req.headers.authorization, issuer, keys) }),
    });
    const subgraph = new DocumentsSubgraph(server, url);
    return subgraph;
  }

  /** Stops it. */
  close(): Promise<void> {
    return this.server.stop();
  }
}

/** Shape: null for no token. Errors: a GraphQL error that makes the answer a 401, for a token that does not hold. */
async function callerOf(
  authorization: string | undefined,
  issuer: string,
  keys: JWTVerifyGetKey,
): Promise<DocumentsCaller | null> {
  const token = /^Bearer (.+)$/.exec(authorization ?? '')?.[1];
  if (token === undefined) return null;
  const rules = { issuer, audience: GRAPH, typ: 'at+jwt', currentDate: new Date(NOW) };
  const { payload } = await jwtVerify<Claims>(token, keys, rules).catch(() => {
    throw unauthenticated('The token does not hold.');
  });
  return { organizationId: payload.organization_id, scopes: new Set(payload.scope.split(' ')) };
}

function resolversOver(rows: () => CollectionRow[]) {
  const own = (context: Context): CollectionRow[] => {
    const { organizationId } = permit(context, 'workspace.collection:read');
    return rows().filter((row) => row.organizationId === organizationId);
  };
  const one = (id: string, context: Context) => own(context).find((row) => row.id === id) ?? null;
  return {
    Query: {
      collections: (_root: unknown, _args: unknown, context: Context) => own(context),
      collection: (_root: unknown, { id }: { id: string }, context: Context) => one(id, context),
    },
    Mutation: {
      createCollection: (_root: unknown, wishes: { processId: string; name: string }, context: Context) => {
        const { organizationId } = permit(context, 'workspace.collection:create');
        const row = { id: `collection-${rows().length + 1}`, organizationId, ...wishes };
        rows().push(row);
        return row;
      },
    },
    Collection: {
      __resolveReference: async ({ id }: { id: string }, context: Context) => one(id, context),
      process: ({ processId }: CollectionRow) => ({ __typename: 'Process', id: processId }),
      madeWith: ({ apiKeyId: id }: CollectionRow) => (id === undefined ? null : { __typename: 'ApiKey', id }),
    },
    ApiKey: {
      __resolveReference: async ({ id }: { id: string }) => ({ id }),
      collectionCount: ({ id }: { id: string }, _args: unknown, context: Context) =>
        own(context).filter(({ apiKeyId }) => apiKeyId === id).length,
    },
    Process: {
      __resolveReference: async ({ id }: { id: string }) => ({ id }),
      collections: ({ id }: { id: string }, _args: unknown, context: Context) =>
        own(context).filter(({ processId }) => processId === id),
    },
  };
}

function permit({ caller }: Context, scope: string): DocumentsCaller {
  if (caller?.scopes.has(scope)) return caller;
  const code = caller === null ? 'UNAUTHENTICATED' : 'FORBIDDEN';
  throw new GraphQLError(`The documents need ${scope}.`, { extensions: { code } });
}
