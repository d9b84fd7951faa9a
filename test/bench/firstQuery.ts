import type { Contenders, Row, Stage } from './row';
import { startBareServer } from './startBareServer';
import { createProcess, startLatchkey } from './startLatchkey';

/** The query of the README's first screen. */
const QUERY = '{ organization { name processes(first: 10) { edges { node { id name status } } } } }';

const PROCESS_NAMES = [
  'Contracts',
  'Credit notes',
  'Customs papers',
  'Delivery notes',
  'Expense reports',
  'Incoming invoices',
  'Order confirmations',
  'Outgoing invoices',
  'Payment reminders',
  'Purchase orders',
];

/** The same shape as our schema, as far as the query goes. */
const TYPE_DEFS = `
  type Query { organization: Organization! }
  type Organization { name: String! processes(first: Int): ProcessConnection }
  type ProcessConnection { edges: [ProcessEdge!]! }
  type ProcessEdge { node: Process! }
  type Process { id: ID! name: String status: ProcessStatus }
  enum ProcessStatus { READY }
`;

/** The README's first query: key checked, scopes checked, rows from SQLite; against the same bytes from memory. */
export const firstQuery: Row = {
  name: 'first-query',
  what: "the README's first query",
  reference: 'Apollo Server on Fastify, from memory, no key, no database',
  start: async (stage: Stage): Promise<Contenders> => {
    const ours = await startLatchkey(stage, 'first-query-ours');
    const edges = [];
    for (const name of PROCESS_NAMES) {
      edges.push({ node: { id: await createProcess(ours, name), name, status: 'READY' } });
    }
    const root = { organization: { name: 'Bench', processes: { edges } } };
    const bare = await startBareServer(stage, 'first-query-reference', { typeDefs: TYPE_DEFS, root });
    const request = {
      method: 'POST' as const,
      body: JSON.stringify({ query: QUERY }),
      expected: { body: `${JSON.stringify({ data: root })}\n` },
    };
    return {
      ours: { server: ours.server, exchange: { ...request, url: `${ours.server.url}/graphql`, headers: ours.headers } },
      reference: {
        server: bare,
        exchange: { ...request, url: `${bare.url}/graphql`, headers: { 'content-type': 'application/json' } },
      },
    };
  },
};
