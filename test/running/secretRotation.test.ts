import { DAY_MS } from '../../src/clock';
import { freshLocation } from '../support/engines';
import { fromNow } from '../support/fromNow';
import { tokenOf } from '../support/oauth';
import { type ServedProgram, serveProgram } from '../support/program';
import { request } from '../support/request';
import { runInProcess } from '../support/runInProcess';
import { urlOf } from '../support/workers';
import { basic, SECRET } from '../support/world';

/** Starts five servers, and so runs with `LONG=on`. `docs/operating` does the same in one process. */
const itAtLength = process.env.LONG === 'on' ? it : it.skip;

const NEXT = 'another secret that is long enough as well';
const PAGE = '{ apiKeys(first: 1) { pageInfo { endCursor } } }';
const SIGN_IN = 'mutation ($input: SignInInput!) { signIn(input: $input) { userErrors { code } } }';

type Headers = Readonly<Record<string, string>>;

async function ask({ url }: ServedProgram, headers: Headers, query: string, variables: object = {}) {
  const sent = { 'content-type': 'application/json', ...headers };
  const body = JSON.stringify({ query, variables });
  const answer = await request(url, { method: 'POST', path: '/graphql', headers: sent, body });
  const { data, errors } = JSON.parse(answer.text);
  if (!data || errors) throw new Error(`${answer.status} ${answer.text}`);
  return { data, cookie: String(answer.headers['set-cookie']).split(';')[0] ?? '' };
}

/** An organization, and how servers with one of its master secrets find it. */
async function newPlace() {
  const PUBLIC_URL = 'http://keys.example.com';
  const shared = { DATABASE_URL: urlOf(await freshLocation('postgres')), PUBLIC_URL };
  const init = ['init', '--organization', 'Acme', '--email', 'ada@acme.example', '--json'];
  const { stdout } = await runInProcess(init, { environment: { ...shared, LATCHKEY_SECRET: SECRET } });
  const { apiKey, user } = JSON.parse(stdout);
  const serve = (LATCHKEY_SECRET: string, ...others: readonly string[]) =>
    serveProgram({ environment: { ...shared, LATCHKEY_SECRET, LATCHKEY_PREVIOUS_SECRETS: others.join() } });
  return {
    serve,
    admin: { authorization: basic(apiKey.value) },
    person: { email: user.email, password: user.password },
  };
}

describe('a new master secret', () => {
  itAtLength('comes one process after the other, and at every moment each takes what the other makes', async () => {
    const { serve, admin, person } = await newPlace();

    /** Has one server make a key, a token, a session and a cursor, and another one take all of them. */
    const pass = async (maker: ServedProgram, taker: ServedProgram): Promise<void> => {
      const input = { name: 'Key', allScopes: true, expiresAt: fromNow(DAY_MS) };
      const create =
        'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret { value user pass } } }';
      const { secret } = (await ask(maker, admin, create, { input })).data.createApiKey;
      const token = await tokenOf(maker.url, { id: '', ...secret });
      const { cookie } = await ask(maker, {}, SIGN_IN, { input: person });
      const { endCursor } = (await ask(maker, admin, PAGE)).data.apiKeys.pageInfo;
      const next = PAGE.replace('first: 1', `first: 1, after: "${endCursor}"`);
      const callers: Headers[] = [
        { authorization: basic(secret.value) },
        { authorization: `Bearer ${token}` },
        { cookie },
      ];
      for (const headers of callers) expect((await ask(taker, headers, next)).data.apiKeys).not.toBeNull();
    };
    const passBoth = async (one: ServedProgram, other: ServedProgram): Promise<void> => {
      await pass(one, other);
      await pass(other, one);
    };

    const before = await serve(SECRET);
    const accepting = await serve(SECRET, NEXT);
    await passBoth(before, accepting);
    const alsoAccepting = await serve(SECRET, NEXT);
    await passBoth(accepting, alsoAccepting);
    const using = await serve(NEXT, SECRET);
    await passBoth(accepting, using);
    await passBoth(await serve(NEXT, SECRET), using);
  });
});
