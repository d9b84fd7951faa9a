import { serverAudits } from 'graphql-http';
import { basic, sharedWorld } from '../support/world';

describe('GraphQL over HTTP', () => {
  const world = sharedWorld('sqlite');

  it('is spoken as its specification asks, but for three recommendations', async () => {
    const { key } = await world().organization();
    const own = { authorization: basic(key.value), 'apollo-require-preflight': 'true' };
    const audits = serverAudits({
      url: `${world().url}/graphql`,
      fetchFn: (url: string, { headers, ...init }: RequestInit = {}) =>
        fetch(url, { ...init, headers: { ...Object.fromEntries(new Headers(headers)), ...own } }),
    });
    const results = [];
    for (const { fn } of audits) results.push(await fn());
    expect(results).toHaveLength(61);
    expect(results.filter(({ status }) => status === 'error')).toEqual([]);
    expect(results.filter(({ status }) => status === 'warn').map(({ name }) => name)).toEqual([
      // We say 400 to everybody: clients that look at the status alone would take 200 for success.
      'SHOULD use 200 status code on document parsing failure when accepting application/json',
      'SHOULD use 200 status code on document validation failure when accepting application/json',
      'SHOULD use a status code of 200 on variable coercion failure when accepting application/json',
    ]);
  });
});
