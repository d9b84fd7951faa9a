import { graphqlPath } from '../support/graphqlPath';
import type { RequestWishes } from '../support/request';
import { sharedWorld } from '../support/world';

const JSON_TYPE = 'application/json; charset=utf-8';
const GRAPHQL_TYPE = 'application/graphql-response+json; charset=utf-8';
const QUERY = JSON.stringify({ query: '{ viewer { kind } }' });
/** What Apollo Client 4 asks for. */
const ACCEPT = 'application/graphql-response+json,application/json;q=0.9';

/** One request for each way to be refused before GraphQL executes. */
const REFUSED: readonly [what: string, status: number, wishes: RequestWishes][] = [
  ['a wrong key', 401, post(QUERY, { authorization: 'Bearer lko_x:lks_y' })],
  ['a page of another site', 403, post(QUERY, { authorization: 'Basic eDp5', 'sec-fetch-site': 'cross-site' })],
  ['a body that is no JSON', 400, post('{')],
  ['a body that is too long', 413, post(QUERY.padEnd(70_000))],
  ['a body of another kind', 415, post(QUERY, { 'content-type': 'text/plain' })],
  ['a body that is compressed', 415, post(QUERY, { 'content-encoding': 'gzip' })],
  ['another method', 405, { method: 'DELETE', path: '/graphql' }],
  ['a GET that a page could send', 400, { path: graphqlPath('{ viewer { kind } }') }],
  ['a document that needs a caller', 401, post(QUERY)],
];

describe('the media type of an answer', () => {
  const world = sharedWorld('sqlite');
  const typeOf = async (wishes: RequestWishes) => {
    const { status, headers } = await world().request(wishes);
    return [status, headers['content-type']];
  };

  it.each(REFUSED)('is the one asked for, also where GraphQL is refused: %s', async (_what, status, wishes) => {
    const asking = { ...wishes, headers: { ...wishes.headers, accept: ACCEPT } };
    expect(await typeOf(asking)).toEqual([status, GRAPHQL_TYPE]);
    expect(await typeOf(wishes)).toEqual([status, JSON_TYPE]);
  });

  it('is plain JSON where the header is longer than any client sends', async () => {
    const accept = `${','.repeat(1_000)}${ACCEPT}`;
    expect(await typeOf(post(QUERY, { accept, authorization: 'Bearer x' }))).toEqual([401, JSON_TYPE]);
  });

  it.each<[accept: string | undefined, type: string]>([
    [undefined, JSON_TYPE],
    ['*/*', JSON_TYPE],
    ['application/*', JSON_TYPE],
    ['application/json', JSON_TYPE],
    ['application/graphql-response+json', GRAPHQL_TYPE],
    ['APPLICATION/GraphQL-Response+JSON; charset=UTF-8', GRAPHQL_TYPE],
    ['application/graphql-response+json; charset=utf-8, application/json; charset=utf-8', GRAPHQL_TYPE],
    ['application/json, application/graphql-response+json', JSON_TYPE],
    ['application/json;q=0.8, application/graphql-response+json;q=0.9', GRAPHQL_TYPE],
    ['application/graphql-response+json;q=0.1, application/json;q=0.2', JSON_TYPE],
    ['application/graphql-response+json, application/json, multipart/mixed', GRAPHQL_TYPE],
    ['*/*;q=0.1, application/graphql-response+json', GRAPHQL_TYPE],
    ['application/graphql-response+json;q=0.5, */*', JSON_TYPE],
    ['application/json;q=0, */*', GRAPHQL_TYPE],
    ['application/graphql-response+json;q=0, */*', JSON_TYPE],
    ['text/html, application/graphql-response+json;q=0.9, */*;q=0.1', GRAPHQL_TYPE],
  ])('is the one that Apollo Server chooses: %s', async (accept, type) => {
    const { key } = await world().organization();
    const wanted: Record<string, string> = accept === undefined ? {} : { accept };
    expect(await typeOf(post(QUERY, { ...wanted, authorization: `Bearer ${key.value}` }))).toEqual([200, type]);
    expect(await typeOf(post(QUERY, { ...wanted, authorization: 'Bearer x' }))).toEqual([401, type]);
  });

  it('is the one asked for, also where the caller is in another organization', async () => {
    const { key } = await world().organization();
    const headers = { accept: ACCEPT, authorization: `Bearer ${key.value}`, 'latchkey-organization': 'other' };
    expect(await typeOf(post(QUERY, headers))).toEqual([409, GRAPHQL_TYPE]);
  });

  it.each(['text/html', 'image/png, application/json;q=0', 'application/graphql-response+json;q=x'])(
    'is JSON for a refusal where neither is accepted: %s',
    async (accept) => {
      expect(await typeOf(post(QUERY, { accept, authorization: 'Bearer x' }))).toEqual([401, JSON_TYPE]);
    },
  );

  it('is JSON at every other address', async () => {
    const headers = { accept: ACCEPT };
    expect(await typeOf({ path: '/verify', headers })).toEqual([401, JSON_TYPE]);
    expect(await typeOf({ path: '/nothing', headers })).toEqual([404, JSON_TYPE]);
    expect(await typeOf({ path: '/graphql/%', headers })).toEqual([400, JSON_TYPE]);
  });
});

function post(body: string, headers: Record<string, string> = {}): RequestWishes {
  return { method: 'POST', path: '/graphql', headers: { 'content-type': 'application/json', ...headers }, body };
}
