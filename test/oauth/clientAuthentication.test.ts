import { describeOnEachEngine } from '../support/engines';
import { type Form, postForm, tokenOf } from '../support/oauth';
import { basic, sharedWorld, type TestKey } from '../support/world';

const GRANT = { grant_type: 'client_credentials' };
const ENDPOINTS = ['/oauth/token', '/oauth/introspect', '/oauth/revoke'];
const NO_CLIENT = {
  error: 'invalid_client',
  error_description: 'Send a valid API key with HTTP Basic, or as client_id and client_secret in the form.',
};
const BOTH_WAYS = {
  error: 'invalid_request',
  error_description: 'Send the API key in the Authorization header or in the form, not in both.',
};

/** Each half as a form has it, every character that a client may escape being escaped. */
const escaped = (half: string) => half.replace(/\W|_/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`);
const formEncoded = ({ user, pass }: TestKey) => basic(`${escaped(user)}:${escaped(pass)}`);
const inForm = ({ user, pass }: TestKey): Form => ({ client_id: user, client_secret: pass });

describeOnEachEngine('a client of the OAuth endpoints', (engine) => {
  const world = sharedWorld(engine);
  const ask = (path: string, authorization: string | null, form: Form) =>
    postForm(world().url, path, authorization === null ? null : { authorization }, form);
  /** A form that each endpoint answers with 200. */
  const formFor = async (key: TestKey): Promise<Form> => ({ ...GRANT, token: await tokenOf(world().url, key) });

  it.each(ENDPOINTS)('sends HTTP Basic as it is, or with both halves form-encoded, to %s', async (path) => {
    const { key } = await world().organization();
    const form = await formFor(key);
    for (const authorization of [basic(key.value), formEncoded(key)]) {
      expect((await ask(path, authorization, form)).status).toBe(200);
    }
  });

  it.each(ENDPOINTS)('is refused by %s where HTTP Basic is no encoded form, or decodes to no key', async (path) => {
    const { key } = await world().organization();
    const form = await formFor(key);
    const { user, pass } = key;
    for (const credentials of [
      `${user}%:${pass}`,
      `${user}:${pass}%5`,
      `${user}%C3:${pass}`,
      `${user}+:${pass}`,
      `${user}:${pass}%2B`,
      `${user}%3A${pass}`,
      `${user}%3A${pass}:`,
      `${escaped(escaped(user))}:${pass}`,
    ]) {
      const { status, headers, body } = await ask(path, basic(credentials), form);
      expect([status, body.error]).toEqual([401, 'invalid_client']);
      expect(headers['www-authenticate']).toContain('Basic realm="Latchkey"');
    }
  });

  it('encodes nothing at /graphql and /verify', async () => {
    const { key } = await world().organization();
    const headers = { authorization: formEncoded(key) };
    expect((await world().graphql({ query: '{ viewer { name } }' }, headers)).status).toBe(401);
    expect((await world().request({ path: '/verify', headers })).status).toBe(401);
  });

  it.each(ENDPOINTS)('sends the key in the form to %s', async (path) => {
    const { key } = await world().organization();
    const form = await formFor(key);
    expect((await ask(path, null, { ...form, ...inForm(key) })).status).toBe(200);
  });

  it.each(ENDPOINTS)('is refused by %s with a wrong secret in the form as with one in the header', async (path) => {
    const acme = await world().organization();
    const other = await world().organization();
    const form = await formFor(acme.key);
    const wrong = { ...acme.key, pass: other.key.pass };
    const [inHeader, posted] = [
      await ask(path, basic(`${wrong.user}:${wrong.pass}`), form),
      await ask(path, null, { ...form, ...inForm(wrong) }),
    ];
    expect([posted.status, posted.headers['www-authenticate']]).toEqual([
      401,
      'Basic realm="Latchkey", charset="UTF-8", Bearer realm="Latchkey"',
    ]);
    expect(posted.body).toEqual(inHeader.body);
    await world().app.services.keyRefusals.flush();
    const sql = `SELECT "outcome", CAST(SUM("count") AS integer) AS "count" FROM "audit_event"
      WHERE "targetId" = $1 AND "type" = 'api_key.refused' GROUP BY "outcome"`;
    expect(await world().rows(sql, [acme.key.id])).toEqual([{ outcome: 'ATTEMPTED', count: 2 }]);
  });

  it.each(ENDPOINTS)('is refused by %s where it sends the key both ways', async (path) => {
    const { key } = await world().organization();
    const form = { ...(await formFor(key)), ...inForm(key) };
    for (const authorization of [basic(key.value), formEncoded(key), `Bearer ${key.value}`, 'Basic bm90aGluZw==', '']) {
      const { status, body } = await ask(path, authorization, form);
      expect([status, body]).toEqual([400, BOTH_WAYS]);
    }
  });

  it.each(ENDPOINTS)('is refused by %s where it sends the secret in the URL', async (path) => {
    const { key } = await world().organization();
    const form = await formFor(key);
    for (const query of [`client_id=${key.user}&client_secret=${key.pass}`, 'client_secret', 'client%5Fsecret=x']) {
      const { status, body } = await ask(`${path}?${query}`, basic(key.value), form);
      expect([status, body]).toEqual([
        400,
        {
          error: 'invalid_request',
          error_description: 'Send client_secret in the form: a URL is kept in logs. Replace this API key.',
        },
      ]);
    }
  });

  it.each(ENDPOINTS)('is refused by %s where it names itself twice, or has a secret without a name', async (path) => {
    const { key } = await world().organization();
    const form = await formFor(key);
    const { user, pass } = key;
    const wrongs: Form[] = [
      { client_id: [user, user], client_secret: pass },
      { client_id: user, client_secret: [pass, pass] },
      { client_secret: pass },
    ];
    for (const wrong of wrongs) {
      const { status, body } = await ask(path, null, { ...form, ...wrong });
      expect([status, body.error]).toEqual([400, 'invalid_request']);
    }
  });

  it.each(ENDPOINTS)('may repeat to %s in the form whom HTTP Basic names, and nobody else', async (path) => {
    const { key } = await world().organization();
    const form = await formFor(key);
    const answer = (client_id: string) => ask(path, basic(key.value), { ...form, client_id, client_secret: '' });
    expect((await answer(key.user)).status).toBe(200);
    const { status, body } = await answer('lko_somebodyelse0000');
    expect([status, body]).toEqual([
      400,
      { error: 'invalid_request', error_description: 'The client_id is not the user of the Authorization header.' },
    ]);
  });

  it('is no client with a name alone', async () => {
    const { key } = await world().organization();
    const form = { ...(await formFor(key)), client_id: key.user };
    for (const path of ENDPOINTS) {
      const { status, body } = await ask(path, null, form);
      expect([status, body.error]).toEqual([401, 'invalid_client']);
    }
    expect((await ask('/oauth/token', null, form)).body).toEqual(NO_CLIENT);
  });

  it('ends a key that was found with no credential but that key, and otherwise with one that works', async () => {
    const acme = await world().organization();
    const [one, two, three] = [await world().key(acme), await world().key(acme), await world().key(acme)];
    const revoke = async (form: Form) => (await ask('/oauth/revoke', null, form)).status;
    const works = async (key: TestKey) => (await world().as(key).run('{ viewer { name } }')).status === 200;
    expect(await revoke({ token: one.value, client_id: one.user, client_secret: two.pass })).toBe(401);
    expect(await revoke({ token: one.value, client_id: one.user, client_secret: 'lks_none' })).toBe(401);
    expect(await works(one)).toBe(true);
    expect(await revoke({ token: one.value, ...inForm(two) })).toBe(200);
    expect(await revoke({ token: three.value, client_id: three.user })).toBe(200);
    expect([await works(one), await works(two), await works(three)]).toEqual([false, true, false]);
  });
});
