import path from 'node:path';
import { parse, visit } from 'graphql';
import { loaded } from './againstOthers';
import { BenchError } from './BenchError';
import { ask, type Exchange, UNIQUE, unique } from './exchange';
import { graphql, type Latchkey, startLatchkey } from './Latchkey';
import { pairRow } from './pairRow';
import type { Row } from './row';
import { SMALL } from './seedSizes';

const WITHOUT_POLICY = path.join(__dirname, 'serveWithoutPolicy.js');
const FIELD_COUNT = 90;
const KEY_FIELDS =
  'id name user scopes status expiresAt createdAt createdBy lastUsedAt organization { id name createdAt } process { id name type status createdAt updatedAt organization { id name } }';
const PAGE_INFO = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';

/** A document of many fields, whose own work is small: what it costs is what is done because it is large. */
const DOCUMENT = `query Document($filter: ApiKeyFilter) {
  viewer { kind name expiresAt apiKeyId scopes process { id } organization { id name createdAt } }
  organization {
    id name createdAt
    processes(first: 1) {
      edges { cursor node { id name type status createdAt updatedAt organization { id name createdAt } } } ${PAGE_INFO}
    }
    apiKeys(first: 1, filter: $filter) { edges { cursor node { ${KEY_FIELDS} } } ${PAGE_INFO} }
  }
  processes(first: 1) {
    edges { cursor node { id name type status createdAt updatedAt organization { id name createdAt } } } ${PAGE_INFO}
  }
  scopes(grantableTo: PROCESS) { name title group }
}`;

/** What knowing the policy beforehand costs: at the first sight of a document, and ever after. */
export const DOCUMENT_ROWS: readonly Row[] = [
  documentRow('document-new', `a document of ${FIELD_COUNT} fields, never seen before`, 1.3, `${DOCUMENT} # ${UNIQUE}`),
  documentRow('document-known', `a document of ${FIELD_COUNT} fields, every other time`, 1.05, DOCUMENT),
];

function documentRow(name: string, what: string, atMost: number, document: string): Row {
  return pairRow({
    name,
    what: `${what}: cost`,
    reference: 'ours without policy: documents are neither planned nor weighed, and no guard is asked',
    unit: 'per second',
    target: { atMost },
    ratio: 'REFERENCE_TO_OURS',
    start: async (stage) => {
      assertSize();
      const database = await stage.databases.sqlite(SMALL);
      const ours = await startLatchkey(stage, `${name}-ours`, database);
      const open = await startLatchkey(stage, `${name}-reference`, database, WITHOUT_POLICY);
      const expected = await answerOf(open, document);
      const questions = (latchkey: Latchkey): Exchange[] => [{ ...questionFor(latchkey, document), expected }];
      return { ours: await loaded(stage, ours, questions), reference: await loaded(stage, open, questions) };
    },
  });
}

function questionFor({ server, database }: Latchkey, query: string) {
  const { key, processes } = database.plan.bench;
  return graphql(server.url, key, { query, variables: { filter: { processId: processes[0]?.id } } });
}

/** Both must give it, so it makes no difference whose it is. */
async function answerOf(latchkey: Latchkey, document: string): Promise<{ body: string }> {
  const { body } = await ask(unique(questionFor(latchkey, document)));
  if (JSON.parse(body).errors !== undefined)
    throw new BenchError(`The large document is answered with errors: ${body}`);
  return { body };
}

function assertSize(): void {
  let fieldCount = 0;
  visit(parse(DOCUMENT), {
    Field: () => {
      fieldCount += 1;
    },
  });
  if (fieldCount !== FIELD_COUNT)
    throw new BenchError(`The large document has ${fieldCount} fields, not ${FIELD_COUNT}.`);
}
