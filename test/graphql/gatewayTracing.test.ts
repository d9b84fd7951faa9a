import { sharedWorld, type TestKey } from '../support/world';

const GATEWAY_SECRET = 'the gateway and the server share this';
const GATEWAY = { 'latchkey-gateway': GATEWAY_SECRET };
const ASKS = { 'apollo-federation-include-trace': 'ftv1' };
const QUERY = '{ organization { title: name processes(first: 1) { totalCount } } }';

describe('tracing', () => {
  const world = sharedWorld('sqlite', { GATEWAY_SECRET });

  const ask = async (key: TestKey | null, headers: Record<string, string>, query = QUERY) =>
    (await world().graphql({ query }, { ...(key ? { authorization: `Bearer ${key.value}` } : {}), ...headers })).body;

  /** The names, types and errors of a trace stand in it as plain text. */
  const textOf = (body: { extensions: { ftv1: string } }) => Buffer.from(body.extensions.ftv1, 'base64').toString();

  it('tells a gateway that proved itself of every field, also of a query that comes again and again', async () => {
    const { key } = await world().organization();
    for (const _time of Array.from({ length: 5 })) {
      await ask(key, {});
      const body = await ask(key, { ...GATEWAY, ...ASKS });
      expect(body).toEqual({
        data: { organization: { title: 'Acme', processes: { totalCount: 0 } } },
        extensions: { ftv1: expect.any(String) },
      });
      expect(textOf(body)).toMatch(/organization.*Organization!.*title.*String!.*processes.*totalCount.*Int!/s);
    }
  });

  it.each([
    ['without the secret', ASKS],
    ['with a wrong secret', { ...ASKS, 'latchkey-gateway': `${GATEWAY_SECRET}.` }],
  ])('tells nothing to whoever asks %s', async (_how, headers) => {
    const { key } = await world().organization();
    await ask(key, { ...GATEWAY, ...ASKS });
    expect(await ask(key, headers)).toEqual({
      data: { organization: { title: 'Acme', processes: { totalCount: 0 } } },
    });
    expect(Object.keys(await ask(null, headers))).toEqual(['errors']);
  });

  it('tells nothing to a gateway that does not ask', async () => {
    const { key } = await world().organization();
    expect(Object.keys(await ask(key, GATEWAY))).toEqual(['data']);
  });

  it('masks errors, and refuses the same fields', async () => {
    const acme = await world().organization();
    const lesser = await world().key(acme, { scopes: ['workspace.export:create'] });
    const body = await ask(lesser, { ...GATEWAY, ...ASKS });
    expect(body.data).toEqual({ organization: { title: 'Acme', processes: null } });
    expect(body.errors[0].extensions.code).toBe('FORBIDDEN');
    expect(textOf(body)).toContain('<masked>');
    expect(textOf(body)).not.toMatch(/workspace|needs|FORBIDDEN/);
  });

  it('stands beside the refusal of a whole document', async () => {
    const body = await ask(null, { ...GATEWAY, ...ASKS });
    expect(body.errors[0].extensions.code).toBe('UNAUTHENTICATED');
    expect(textOf(body)).not.toMatch(/UNAUTHENTICATED|API key/);
  });
});
