import { createApiKey, EXPIRES_AT, UNAUTHENTICATED } from '../support/apiKeyMutations';
import { withChecksum } from '../support/checksum';
import { describeOnEachEngine } from '../support/engines';
import { basic, sharedWorld } from '../support/world';

const QUERY = '{ viewer { name } }';
const WRONG_PASS = withChecksum(`lks_${'0'.repeat(43)}`);

/** Units: milliseconds that `pg_sleep` would take. */
const SLEEP_MS = 30_000;

const TEXTS = [
  "' OR 1=1--",
  "x' OR (SELECT pg_sleep(30)) IS NOT NULL--",
  "'); DROP TABLE api_key;--",
  '" OR ""="',
  '\\',
  "\\' OR 1=1--",
  '%',
  '?',
  '$1',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: this is what is sent.
  '${process.env.LATCHKEY_SECRET}',
  '{{7*7}}',
];

describeOnEachEngine('SQL in other places', (engine) => {
  const world = sharedWorld(engine);

  it.each(TEXTS)('T18: as a user, %s finds no key', async (text) => {
    const acme = await world().organization();
    const began = performance.now();
    const { status, body } = await world().as(`${text}:${acme.key.pass}`).run(QUERY);
    expect([status, body]).toEqual([401, UNAUTHENTICATED]);
    expect(performance.now() - began).toBeLessThan(SLEEP_MS);
  });

  it.each(TEXTS)('T18: as a pass, %s opens no key', async (text) => {
    const acme = await world().organization();
    const began = performance.now();
    const { status, body } = await world().as(`${acme.key.user}:${text}`).run(QUERY);
    expect([status, body]).toEqual([401, UNAUTHENTICATED]);
    expect(performance.now() - began).toBeLessThan(SLEEP_MS);
  });

  it.each(TEXTS)('T18: as an id, %s is nothing that is there', async (text) => {
    const acme = await world().organization();
    const began = performance.now();
    const { status, body } = await world()
      .as(acme.key)
      .run(
        `query ($id: ID!) {
          apiKey(id: $id) { id } process(id: $id) { id }
          apiKeys(filter: { processId: $id }) { totalCount edges { node { id } } }
        }`,
        { id: text },
      );
    const none = { apiKey: null, process: null, apiKeys: { totalCount: 0, edges: [] } };
    expect([status, body]).toEqual([200, { data: none }]);
    expect(performance.now() - began).toBeLessThan(SLEEP_MS);
  });

  it.each(TEXTS)('T18: as a name, %s is kept to the letter, and found by it alone', async (text) => {
    const acme = await world().organization();
    const made = await createApiKey(world().as(acme.key), { name: text, allScopes: true, expiresAt: EXPIRES_AT });
    expect(made.body.data.createApiKey.apiKey.name).toBe(text);
    const process = await world()
      .as(acme.key)
      .run(`mutation ($input: CreateProcessInput!) { createProcess(input: $input) { process { name } } }`, {
        input: { name: text },
      });
    expect(process.body).toEqual({ data: { createProcess: { process: { name: text } } } });
    const found = await world()
      .as(acme.key)
      .run(
        `query ($text: String) {
          apiKeys(filter: { text: $text }) { totalCount edges { node { name } } }
          processes(filter: { text: $text }) { totalCount edges { node { name } } }
        }`,
        { text },
      );
    const one = { totalCount: 1, edges: [{ node: { name: text } }] };
    expect(found.body).toEqual({ data: { apiKeys: one, processes: one } });
  });

  it.each(TEXTS)('T18: as a scope to look for, %s is on no key', async (text) => {
    const acme = await world().organization();
    const { body } = await world()
      .as(acme.key)
      .run('query ($scope: ScopeName) { apiKeys(filter: { scope: $scope }) { totalCount edges { node { id } } } }', {
        scope: text,
      });
    expect(body).toEqual({ data: { apiKeys: { totalCount: 0, edges: [] } } });
  });

  it.each(TEXTS)('T18: as a cursor, %s is refused', async (text) => {
    const acme = await world().organization();
    const { status, body } = await world()
      .as(acme.key)
      .run('query ($after: String) { apiKeys(after: $after) { totalCount } }', { after: text });
    expect([status, body.errors[0].extensions]).toEqual([400, { code: 'BAD_USER_INPUT', path: ['after'] }]);
  });

  it.each(TEXTS)('T18: as a browser or a request id, %s changes nothing, and the log stays whole', async (text) => {
    const acme = await world().organization();
    const first = world().logLines.length;
    const headers = {
      authorization: basic(`${acme.key.user}:${WRONG_PASS}`),
      'content-type': 'application/json',
      'user-agent': text,
      'x-request-id': text,
    };
    const body = JSON.stringify({ query: QUERY });
    const answer = await world().request({ method: 'POST', path: '/graphql', headers, body });
    expect([answer.status, JSON.parse(answer.text)]).toEqual([401, UNAUTHENTICATED]);
    expect(answer.headers['x-request-id']).toMatch(/^[\w-]{8,64}$/); // An id of the server's own.
    await world().app.services.keyRefusals.flush();
    const rows = await world().rows(`SELECT "requestId" FROM "audit_event" WHERE "organizationId" = $1`, [acme.id]);
    expect(rows).toContainEqual({ requestId: answer.headers['x-request-id'] });
    const lines = world().logLines.slice(first);
    expect(lines.map((line) => typeof JSON.parse(line))).toEqual(lines.map(() => 'object'));
    expect(lines.join('')).not.toContain(JSON.stringify(text));
  });
});
