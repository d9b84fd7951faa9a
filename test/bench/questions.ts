import { DAY_MS } from '../../src/clock';
import { BenchError } from './BenchError';
import { ask, type Exchange, type Question } from './exchange';
import { basic, graphql, type Latchkey } from './Latchkey';
import { GATEWAY_SECRET } from './latchkeyEnvironment';
import type { WorkingKey } from './seedPlan';
import { SMALL } from './seedSizes';

/** What our server is asked, and its right answers, known from what its database was filled with. */
export type Questions = (latchkey: Latchkey) => Promise<readonly Exchange[]> | readonly Exchange[];

/** Units: keys that take turns where a row has many: all that the small database has. */
const TURN_COUNT = SMALL.workingKeyCount;
/** Units: questions that are asked at once where an answer must be known beforehand. */
const ASKED_AT_ONCE = 50;

/** The query of the README's first screen. */
export const firstQuery: Questions = ({ server, database }) => {
  const { bench } = database.plan;
  const query = '{ organization { name processes(first: 10) { edges { node { id name status } } } } }';
  const edges = bench.processes.map(({ id, name }) => ({ node: { id, name, status: 'READY' } }));
  const answered = { organization: { name: 'Bench', processes: { edges } } };
  return [
    { ...graphql(server.url, bench.key, { query }), expected: { body: `${JSON.stringify({ data: answered })}\n` } },
  ];
};

/** What a proxy asks for each request that it lets through, of one key. */
export const verifyOne: Questions = ({ server, database }) => {
  const { id, key } = database.plan.bench;
  return [verification(server.url, key, id)];
};

/** The same, of as many keys in turn as the small database has. */
export const verifyMany: Questions = ({ server, database }) =>
  inTurn(database.plan.working).map(({ value, organizationId }) => verification(server.url, value, organizationId));

/** The same, of many more keys, which hardly ever come again. */
export const verifyAll: Questions = ({ server, database }) =>
  database.plan.working.map(({ value, organizationId }) => verification(server.url, value, organizationId));

/** What a gateway asks that turns keys into scopes, of one key. */
export const introspectOne: Questions = (latchkey) =>
  Promise.all(latchkey.database.plan.working.slice(0, 1).map((key) => introspection(latchkey, key)));

/** The same, of many keys in turn. */
export const introspectMany: Questions = async (latchkey) => {
  const exchanges: Exchange[] = [];
  const keys = inTurn(latchkey.database.plan.working);
  for (let start = 0; start < keys.length; start += ASKED_AT_ONCE) {
    const some = keys.slice(start, start + ASKED_AT_ONCE);
    exchanges.push(...(await Promise.all(some.map((key) => introspection(latchkey, key)))));
  }
  return exchanges;
};

/** A key in exchange for an access token. */
export const exchangeToken: Questions = ({ server, database }) => [
  {
    url: `${server.url}/oauth/token`,
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: basic(database.plan.bench.key),
    },
    body: 'grant_type=client_credentials&scope=workspace.process%3Aread',
    expected: {
      pattern:
        '^{"access_token":"[\\w-]+\\.[\\w-]+\\.[\\w-]{86}","token_type":"Bearer","expires_in":300,"scope":"workspace.process:read"}$',
    },
  },
];

/** A new key. */
export const createKey: Questions = ({ server, database }) => {
  const query =
    'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { apiKey { id } secret { value } userErrors { code } } }';
  const expiresAt = new Date(database.plan.now + 90 * DAY_MS).toISOString();
  const input = { name: 'Made by the benchmark', scopes: ['workspace.process:read'], expiresAt };
  const pattern =
    '^{"data":{"createApiKey":{"apiKey":{"id":"[0-9a-f]{32}"},"secret":{"value":"lko_[0-9A-Za-z]{16}:lks_[0-9A-Za-z]{49}"},"userErrors":\\[\\]}}}\\n$';
  const question = graphql(server.url, database.plan.maker.key, { query, variables: { input } });
  return [{ ...question, expected: { pattern } }];
};

function inTurn(keys: readonly WorkingKey[]): readonly WorkingKey[] {
  return keys.slice(0, TURN_COUNT);
}

function verification(url: string, key: string, organizationId: string): Exchange {
  return {
    url: `${url}/verify?scope=workspace.process:read`,
    method: 'GET',
    headers: { authorization: basic(key) },
    expected: { body: '', headerLine: `latchkey-organization: ${organizationId}` },
  };
}

async function introspection({ server }: Latchkey, { value, user, organizationId }: WorkingKey): Promise<Exchange> {
  const question: Question = {
    url: `${server.url}/oauth/introspect`,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'latchkey-gateway': GATEWAY_SECRET },
    body: `token=${encodeURIComponent(value)}`,
  };
  const { body } = await ask(question);
  const { active, sub, organization_id } = JSON.parse(body);
  if (active !== true || sub !== user || organization_id !== organizationId) {
    throw new BenchError(`${question.url} answered ${body} of ${user}, who is of ${organizationId}.`);
  }
  return { ...question, expected: { body } };
}
