import { describeOnEachEngine } from '../support/engines';
import { sharedWorld } from '../support/world';

const MARKER = 'zanzibar';
const CREATE_KEY =
  'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { apiKey { id } userErrors { code message path } } }';
const UPDATE_KEY =
  'mutation ($input: UpdateApiKeyInput!) { updateApiKey(input: $input) { apiKey { id } userErrors { code message path } } }';
const LATER = '2026-12-01T00:00:00Z';
const READ = ['workspace.process:read'];

/** Inputs with a secret word at a place where it is wrong, and the code of the answer. */
const WRONG_KEYS: readonly [what: string, input: object, code: string][] = [
  ['a name that is too long', { name: MARKER.repeat(20), scopes: READ, expiresAt: LATER }, 'INVALID'],
  ['a name with a control character', { name: `${MARKER}\u0007`, scopes: READ, expiresAt: LATER }, 'INVALID'],
  ['an unknown scope', { name: 'K', scopes: [`workspace.${MARKER}:read`], expiresAt: LATER }, 'UNKNOWN_SCOPE'],
  ['a malformed scope', { name: 'K', scopes: [` ${MARKER} `], expiresAt: LATER }, 'UNKNOWN_SCOPE'],
  ['an unknown process', { name: 'K', processId: MARKER, scopes: READ, expiresAt: LATER }, 'NOT_FOUND'],
  ['a date that is none', { name: 'K', scopes: READ, expiresAt: MARKER }, 'BAD_USER_INPUT'],
  ['a date as an object', { name: 'K', scopes: READ, expiresAt: { [MARKER]: MARKER } }, 'BAD_USER_INPUT'],
  ['a name as a list', { name: [MARKER], scopes: READ, expiresAt: LATER }, 'BAD_USER_INPUT'],
  ['an unknown key', { name: 'K', scopes: READ, expiresAt: LATER, [MARKER]: MARKER }, 'BAD_USER_INPUT'],
  ['scopes as a text', { name: 'K', scopes: { [MARKER]: 1 }, expiresAt: LATER }, 'BAD_USER_INPUT'],
  ['a switch that is none', { name: 'K', allScopes: MARKER, expiresAt: LATER }, 'BAD_USER_INPUT'],
];

describeOnEachEngine('wrong input', (engine) => {
  const world = sharedWorld(engine, { LOG_LEVEL: 'trace' });

  it.each(WRONG_KEYS)('T70: %s is neither repeated nor logged', async (_what, input, code) => {
    const { key } = await world().organization();
    const answer = await world().as(key).run(CREATE_KEY, { input });
    expect(JSON.stringify(answer.body)).toContain(`"code":"${code}"`);
    expect(answer.body.data?.createApiKey.apiKey ?? null).toBeNull();
    expect(JSON.stringify(answer)).not.toContain(MARKER);
    expect(world().logLines.join('')).not.toContain(MARKER);
  });

  it('T70: an id that is none is neither repeated nor logged', async () => {
    const { key } = await world().organization();
    const update = await world()
      .as(key)
      .run(UPDATE_KEY, { input: { id: MARKER, name: MARKER, scopes: [MARKER] } });
    expect(update.body.data.updateApiKey).toEqual({
      apiKey: null,
      userErrors: [{ code: 'NOT_FOUND', message: 'There is no such API key.', path: ['input', 'id'] }],
    });
    const read = await world()
      .as(key)
      .run('query ($id: ID!) { process(id: $id) { id } apiKey(id: $id) { id } }', { id: MARKER });
    expect(read.body).toEqual({ data: { process: null, apiKey: null } });
    expect(world().logLines.join('')).not.toContain(MARKER);
  });

  it('T70: a credential that is wrong is neither repeated nor logged', async () => {
    const [user, pass] = [`lko_${MARKER}12345678`, `lks_${MARKER.repeat(6)}1`];
    const answer = await world().as(`${user}:${pass}`).run(`{ viewer { ${MARKER} } }`);
    expect(answer.status).toBe(401);
    expect(JSON.stringify(answer)).not.toContain(MARKER);
    expect(world().logLines.join('')).not.toContain(MARKER);
  });
});
