import { graphqlPath } from '../support/graphqlPath';
import { tokenOf } from '../support/oauth';
import { addPerson, signedIn } from '../support/people';
import { COOKIE_NAME } from '../support/Visitor';
import { basic, sharedWorld } from '../support/world';

const QUERY = graphqlPath('{ viewer { kind } }');
const RENAME = graphqlPath('mutation { updateOrganization(input: { name: "Taken" }) { organization { name } } }');

/** Apollo Server's own sentence, to its end. */
const REFUSED = {
  errors: [
    {
      message:
        "This operation has been blocked as a potential Cross-Site Request Forgery (CSRF). Please either specify a 'content-type' header (with a type that is not one of application/x-www-form-urlencoded, multipart/form-data, text/plain) or provide a non-empty value for one of the following headers: x-apollo-operation-name, apollo-require-preflight.",
      extensions: { code: 'BAD_REQUEST' },
    },
  ],
};

describe('a GET that a page of any site could send', () => {
  const world = sharedWorld('sqlite');
  const get = async (headers: Record<string, string>, path = QUERY) => {
    const { status, text } = await world().request({ path, headers });
    return [status, JSON.parse(text)];
  };

  it.each<[what: string, scheme: string]>([
    ['a key', 'Bearer'],
    ['a key, whichever way the scheme is written', 'bEARER'],
  ])('T91: is none with %s as Bearer, which a page cannot add', async (_what, scheme) => {
    const { key } = await world().organization();
    const answer = { data: { viewer: { kind: 'API_KEY' } } };
    expect(await get({ authorization: `${scheme} ${key.value}` })).toEqual([200, answer]);
  });

  it('T91: is none with a token as Bearer', async () => {
    const { key } = await world().organization();
    const authorization = `Bearer ${await tokenOf(world().url, key)}`;
    expect(await get({ authorization })).toEqual([200, { data: { viewer: { kind: 'TOKEN' } } }]);
  });

  it('T91: is refused with Basic, which a browser adds by itself, and told which header to send', async () => {
    const authorization = basic((await world().organization()).key.value);
    expect(await get({ authorization })).toEqual([400, REFUSED]);
    expect((await get({ authorization, 'apollo-require-preflight': 'true' }))[0]).toBe(200);
  });

  it('T91: is refused without a credential, and with a session alone', async () => {
    const { token } = await signedIn(world(), await addPerson(world(), await world().organization()));
    expect(await get({})).toEqual([400, REFUSED]);
    expect(await get({ cookie: `${COOKIE_NAME}=${token}` })).toEqual([400, REFUSED]);
  });

  it('T91: does not ask with the session where it has a key as Bearer', async () => {
    const acme = await world().organization();
    const { token } = await signedIn(world(), await addPerson(world(), acme));
    const cookie = `${COOKIE_NAME}=${token}`;
    const answer = { data: { viewer: { kind: 'API_KEY' } } };
    expect(await get({ cookie, authorization: `Bearer ${acme.key.value}` })).toEqual([200, answer]);
    expect((await get({ cookie, authorization: `Bearer ${acme.key.value.slice(0, -1)}` }))[0]).toBe(401);
  });

  it.each([
    ['a Bearer of no form', ['Bearer x']],
    ['a Bearer without a value', ['Bearer ']],
    ['another scheme', ['Digest x']],
    ['Bearer and Basic', ['Bearer KEY', 'Basic KEY']],
    ['Bearer twice', ['Bearer KEY', 'Bearer KEY']],
  ])('T91: is refused as a whole with %s', async (_what, values) => {
    const { key } = await world().organization();
    const authorization = values.map((value) => value.replace('KEY', key.value));
    const { status } = await world().request({ path: QUERY, headers: { authorization } });
    expect(status).toBe(401);
  });

  it('T91: changes nothing with a key as Bearer', async () => {
    const acme = await world().organization();
    expect((await get({ authorization: `Bearer ${acme.key.value}` }, RENAME))[0]).toBe(405);
    const [row] = await world().rows<{ name: string }>('SELECT "name" FROM "organization" WHERE "id" = $1', [acme.id]);
    expect(row?.name).toBe('Acme');
  });

  it('T91: has no body that passes for JSON, with a key as Bearer', async () => {
    const { key } = await world().organization();
    const body = JSON.stringify({ query: '{ viewer { kind } }' });
    const headers = { authorization: `Bearer ${key.value}`, 'content-type': 'text/plain' };
    const { status } = await world().request({ method: 'POST', path: '/graphql', headers, body });
    expect(status).toBe(415);
  });
});
