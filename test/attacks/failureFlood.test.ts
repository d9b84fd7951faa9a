import { deleteApiKey, UNAUTHENTICATED } from '../support/apiKeyMutations';
import { withChecksum } from '../support/checksum';
import { describeOnEachEngine } from '../support/engines';
import { postForm, tokenOf } from '../support/oauth';
import { basic, sharedWorld, type TestKey, type TestOrganization, World } from '../support/world';

const WRONG_PASS = withChecksum(`lks_${'0'.repeat(43)}`);
const UNKNOWN = `lko_0000000000000000:${WRONG_PASS}`;
const SOCKETS = 40;
const FORM = 'application/x-www-form-urlencoded';
const EXPIRED = { errors: [{ message: 'The API key has expired.', extensions: { code: 'UNAUTHENTICATED' } }] };
const TOO_MANY = 'Too many credentials from this network did not work. Send one that works, or wait.';

interface CountedRow {
  readonly outcome: string;
  readonly targetId: string;
  readonly count: number;
}

/** What the audit log has of refused credentials of an organization. */
function refusalsOf(world: World, { id }: { readonly id: string }): Promise<readonly CountedRow[]> {
  return world.rows(
    `SELECT "outcome", "targetId", "count" FROM "audit_event"
     WHERE "organizationId" = $1 AND "type" = 'api_key.refused' ORDER BY "at", "id"`,
    [id],
  );
}

function countOf(rows: readonly CountedRow[]): number {
  return rows.reduce((sum, { count }) => sum + count, 0);
}

function verify(world: World, value: string) {
  return world.request({ method: 'GET', path: '/verify', headers: { authorization: basic(value) } });
}

/** Asks so often, over 40 sockets. Shape: how many answers had each status. */
async function flood(world: World, value: string, times: number): Promise<Record<number, number>> {
  const counts: Record<number, number> = {};
  let left = times;
  const ask = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const { status } = await verify(world, value);
      counts[status] = (counts[status] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: SOCKETS }, ask));
  return counts;
}

describeOnEachEngine('a flood of wrong secrets', (engine) => {
  it('T129: is answered with 429 beyond the budget, loses no count, and holds up no good key', async () => {
    const world = await World.create(engine, { FAILURES_PER_MINUTE: '100', LOG_LEVEL: 'info' });
    const [acme, other] = [await world.organization(), await world.organization('Other')];
    const leaked = await world.key(other);
    await deleteApiKey(world.as(other.key), leaked.id);
    const flooded = flood(world, `${acme.key.user}:${WRONG_PASS}`, 500);
    const good: number[] = [];
    const dead: number[] = [];
    for (let index = 0; index < 10; index += 1) {
      dead.push((await verify(world, leaked.value)).status);
      good.push((await verify(world, acme.key.value)).status);
    }
    const statuses = await flooded;
    for (let index = 0; index < 10; index += 1) good.push((await verify(world, acme.key.value)).status);
    expect(new Set(good)).toEqual(new Set([200]));
    expect(new Set(dead)).toEqual(new Set([401]));
    expect(statuses).toEqual({ 401: 100, 429: 400 });
    await world.app.close(); // What is not written down yet is written down now.
    const [ofAcme, ofOther] = [await refusalsOf(world, acme), await refusalsOf(world, other)];
    expect([countOf(ofAcme), countOf(ofOther)]).toEqual([500, 10]);
    expect(ofAcme.length).toBeLessThanOrEqual(2);
    expect(ofOther.every(({ outcome, targetId }) => outcome === 'REFUSED' && targetId === leaked.id)).toBe(true);
    const told = world.logLines.map((line) => JSON.parse(line)).filter(({ level }) => level >= 30);
    expect(told.filter(({ network }) => network === '127.0.0.1')).toHaveLength(1);
    expect(told.length).toBeLessThan(70);
    await world.close();
  });
});

describeOnEachEngine('a network that has used up its budget of failures', (engine) => {
  const world = sharedWorld(engine, {
    FAILURES_PER_MINUTE: '3',
    TRUST_PROXY: '127.0.0.1',
    GATEWAY_SECRET: 'g'.repeat(32),
  });
  let network = 0;
  let forwarded: Record<string, string>;
  let acme: TestOrganization;

  beforeEach(async () => {
    network += 1;
    forwarded = { 'x-forwarded-for': `203.0.113.${network}` };
    acme = await world().organization();
    for (let index = 0; index < 3; index += 1) expect((await get('/verify', UNKNOWN)).status).toBe(401);
  });

  function get(path: string, value: string, headers = {}) {
    return world().request({ method: 'GET', path, headers: { ...forwarded, authorization: basic(value), ...headers } });
  }

  function post(path: string, form: Record<string, string>, headers: Record<string, string> = {}) {
    const body = new URLSearchParams(form).toString();
    return world().request({ method: 'POST', path, headers: { ...forwarded, 'content-type': FORM, ...headers }, body });
  }

  it('learns nothing by guessing: what is wrong, unknown or malformed is answered alike, to the last header', async () => {
    const [dead, gone] = [await world().key(acme), await world().key(acme)];
    await deleteApiKey(world().as(acme.key), gone.id);
    await disable(dead);
    const [head = '', claims = ''] = (await tokenOf(world().url, acme.key)).split('.');
    const whole = async (authorization: string) => {
      const answer = await get('/verify', '', { authorization });
      const { 'x-request-id': _id, date: _date, ...headers } = answer.headers;
      return [answer.status, JSON.parse(answer.text), headers];
    };
    const unknown = await whole(basic(UNKNOWN));
    expect(unknown).toMatchObject([
      429,
      { errors: [{ message: TOO_MANY, extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 60 } }] },
      { 'retry-after': '60' },
    ]);
    for (const { user } of [acme.key, dead, gone]) {
      expect(await whole(basic(`${user}:${WRONG_PASS}`))).toEqual(unknown);
    }
    expect(await whole(basic('nothing of the kind'))).toEqual(unknown);
    for (const token of ['a.b.c', `${head}.${claims}.${'A'.repeat(86)}`]) {
      expect(await whole(`Bearer ${token}`)).toEqual(unknown);
    }
  });

  it('is answered as before with the right secret of a key that no longer works', async () => {
    expect(await answersOf(await deadKeys())).toEqual([[401, EXPIRED], ...Array(2).fill([401, UNAUTHENTICATED])]);
  });

  it('is answered as before with a token of this server that has ended', async () => {
    expect(await answersOf(await deadTokens())).toEqual(Array(6).fill([401, UNAUTHENTICATED]));
  });

  it('has spent nothing on keys and tokens that worked once', async () => {
    const dead = [...(await deadKeys()), ...(await deadTokens())];
    forwarded = { 'x-forwarded-for': `198.51.100.${network}` };
    for (const authorization of dead) expect((await get('/verify', '', { authorization })).status).toBe(401);
    const statuses: number[] = [];
    for (let index = 0; index < 4; index += 1) statuses.push((await get('/verify', UNKNOWN)).status);
    expect(statuses).toEqual([401, 401, 401, 429]);
  });

  async function disable({ value }: TestKey): Promise<void> {
    expect((await postForm(world().url, '/oauth/revoke', null, { token: value })).status).toBe(200);
  }

  /** An expired key, a disabled one and a deleted one. Shape: values of `Authorization`. */
  async function deadKeys(): Promise<string[]> {
    const expired = await world().key(acme, { expiresAt: world().now + 1 });
    const [disabled, deleted] = [await world().key(acme), await world().key(acme)];
    await disable(disabled);
    await deleteApiKey(world().as(acme.key), deleted.id);
    world().now += 1;
    return [expired, disabled, deleted].map(({ value }) => basic(value));
  }

  /** Tokens that were revoked, have expired, are for others, of keys that no longer work, and of a signing key that ended. */
  async function deadTokens(): Promise<string[]> {
    const { url, app } = world();
    const tokens = [await tokenOf(url, acme.key)];
    const first = await world().key(acme);
    tokens.push(await tokenOf(url, first));
    await deleteApiKey(world().as(acme.key), first.id);
    await postForm(url, '/oauth/revoke', acme.key, { token: tokens[0] ?? '' });
    const short = await world().key(acme, { expiresAt: world().now + 2_000 });
    tokens.push(await tokenOf(url, short));
    world().now += 3_000;
    tokens.push(await tokenOf(url, acme.key, { resource: 'https://elsewhere.example' }));
    tokens.push(await tokenOf(url, acme.key));
    expect((await get('/verify', '', { authorization: `Bearer ${tokens[4]}` })).status).toBe(200);
    await app.services.signingKeys.rotate({ isLeaked: true });
    const later = await world().key(acme);
    tokens.push(await tokenOf(url, later));
    await disable(later);
    return tokens.map((token) => `Bearer ${token}`);
  }

  async function answersOf(credentials: readonly string[]): Promise<unknown[]> {
    const answers: unknown[] = [];
    for (const authorization of credentials) {
      const { status, text } = await get('/verify', '', { authorization });
      answers.push([status, JSON.parse(text)]);
    }
    return answers;
  }

  it('is refused by every endpoint alike', async () => {
    const headers = { ...forwarded, 'content-type': 'application/json', authorization: basic(UNKNOWN) };
    const body = '{"query":"{ viewer { name } }"}';
    const graphql = await world().request({ method: 'POST', path: '/graphql', headers, body });
    expect([graphql.status, JSON.parse(graphql.text).errors[0].extensions.code]).toEqual([429, 'RATE_LIMITED']);
    const [client_id = '', client_secret = ''] = UNKNOWN.split(':');
    const answers = [
      await post('/oauth/token', { grant_type: 'client_credentials' }, { authorization: basic(UNKNOWN) }),
      await post('/oauth/token', { grant_type: 'client_credentials', client_id, client_secret }),
      await post('/oauth/token', { grant_type: 'client_credentials', client_id, client_secret: 'malformed' }),
      await post('/oauth/introspect', { token: acme.key.value }, { authorization: basic(UNKNOWN) }),
      await post('/oauth/revoke', { token: acme.key.value }, { authorization: basic(UNKNOWN) }),
      await post('/oauth/revoke', { token: UNKNOWN }),
    ];
    for (const { status, headers, text } of answers) {
      expect([status, headers['retry-after'], JSON.parse(text)]).toEqual([
        429,
        '60',
        { error: 'temporarily_unavailable', error_description: TOO_MANY },
      ]);
    }
  });

  it('may do everything with a credential that holds', async () => {
    const authorization = basic(acme.key.value);
    const issued = await post('/oauth/token', { grant_type: 'client_credentials' }, { authorization });
    const { access_token: token } = JSON.parse(issued.text);
    const second = await world().key(acme);
    const answers = [
      issued,
      await get('/verify', acme.key.value),
      await get('/verify', '', { authorization: `Bearer ${token}` }),
      await post('/oauth/introspect', { token }, { authorization }),
      await post('/oauth/revoke', { token: second.value }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect((await get('/verify', second.value)).status).toBe(401);
    expect((await post('/oauth/revoke', { token: second.value })).status).toBe(200);
  });

  it('may ask about any number of tokens that do not hold: whoever asks is known', async () => {
    const headers = { 'latchkey-gateway': 'g'.repeat(32) };
    for (const token of [UNKNOWN, `${acme.key.user}:${WRONG_PASS}`, 'a.b.c']) {
      const { status, text } = await post('/oauth/introspect', { token }, headers);
      expect([status, JSON.parse(text)]).toEqual([200, { active: false }]);
    }
  });

  it('is told so for a minute, and no other network is', async () => {
    expect((await get('/verify', UNKNOWN, { 'x-forwarded-for': '203.0.113.250' })).status).toBe(401);
    expect((await get('/verify', UNKNOWN)).status).toBe(429);
    world().now += 60_000;
    expect((await get('/verify', UNKNOWN)).status).toBe(401);
  });
});
