import { fastifyApolloHandler } from '@as-integrations/fastify';
import fastify, { type FastifyInstance } from 'fastify';
import { open } from '../../../src/access/Need';
import type { Policy } from '../../../src/access/needOf';
import { gatewayProof } from '../../../src/callers/gatewayProof';
import { buildSubgraph } from '../../../src/graphql/buildSubgraph';
import { ErrorTranslation } from '../../../src/graphql/ErrorTranslation';
import { Planner } from '../../../src/graphql/Planner';
import { schemaNames } from '../../../src/graphql/schemaNames';
import { startApollo } from '../../../src/graphql/startApollo';
import { Cursors } from '../../../src/lists/Cursors';
import { createLog } from '../../../src/log';
import { SECRET } from '../../support/world';
import {
  CaseStudy,
  DeprecatedProduct,
  Inventory,
  Product,
  ProductDimension,
  ProductResearch,
  ProductVariation,
  User,
} from './Product';
import { ProductResolver, REFERENCES, UserResolver } from './ProductResolver';

/** Nobody asks, from nowhere: the products are open to all. */
const NOBODY = {
  caller: null,
  origin: { address: '', requestId: '' },
  isCrossSite: false,
  setSessionToken: (): void => undefined,
  withholdKeyExpiry: (): void => undefined,
};

const HEADING = `
  extend schema
    @link(
      url: "https://specs.apollo.dev/federation/v2.3"
      import: ["@composeDirective", "@extends", "@external", "@key", "@inaccessible", "@interfaceObject", "@override", "@provides", "@requires", "@shareable", "@tag"]
    )
    @link(url: "https://myspecs.dev/myCustomDirective/v1.0", import: ["@custom"])
    @composeDirective(name: "@custom")
  directive @custom on OBJECT
`;

const TYPES = [
  CaseStudy,
  DeprecatedProduct,
  Inventory,
  Product,
  ProductDimension,
  ProductResearch,
  ProductVariation,
  User,
];

/** Everybody may ask for everything: the compatibility tests know no callers. */
const POLICY: Policy = Object.fromEntries(
  ['Query', '_Service', ...TYPES.map(({ name }) => name)].map((name) => [name, { '*': open }]),
);

/** Starts the subgraph `products`, built and served as this server's own schema is. Shape: its URL, and the server. */
export async function startProducts(gatewaySecret: string): Promise<{ url: string; server: FastifyInstance }> {
  const resolvers = new Map<unknown, object>([ProductResolver, UserResolver].map((each) => [each, new each()]));
  const built = await buildSubgraph({
    policy: POLICY,
    container: { get: (someClass) => resolvers.get(someClass) },
    resolvers: [ProductResolver, UserResolver],
    orphanedTypes: TYPES,
    references: REFERENCES,
    heading: HEADING,
    hasAuthDirectives: false,
  });
  const { schema } = built;
  const planner = new Planner(schema, POLICY);
  const cursors = new Cursors(Buffer.from(SECRET));
  const translation = new ErrorTranslation(
    schemaNames(schema),
    () => false,
    () => undefined,
  );
  const checks = { schema, planner, introspection: 'public' as const, cursors };
  const apollo = await startApollo(built, checks, translation, createLog('silent'));
  const server = fastify();
  const provesGateway = gatewayProof(gatewaySecret);
  server.post(
    '/',
    fastifyApolloHandler(apollo, {
      context: async ({ headers }) => ({ ...NOBODY, use: null, isGateway: provesGateway(headers) }),
    }),
  );
  server.addHook('onClose', () => apollo.stop());
  return { url: `${await server.listen({ port: 0, host: '127.0.0.1' })}/`, server };
}
