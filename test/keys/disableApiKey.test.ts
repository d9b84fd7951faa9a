import { DAY_MS } from '../../src/clock';
import { deleteApiKey } from '../support/apiKeyMutations';
import { disableApiKey, eventsOfKey, LIVE, notEnded, payloadOf } from '../support/endMutations';
import { describeOnEachEngine } from '../support/engines';
import { tokenOf, withToken } from '../support/oauth';
import { NOW, sharedWorld } from '../support/world';

const MANAGE = 'workspace.admin.api_key:manage';
const MANAGE_OF_PROCESSES = 'workspace.process.api_key:manage';
const NAMELESS_ID = '0123456789abcdef0123456789abcdef';
const VIEWER = '{ viewer { name } }';
const AT = '2026-11-23T12:00:00.000Z';
const DISABLED = { ...LIVE, status: 'DISABLED', version: 2, disabledAt: AT, endReason: 'UNSPECIFIED' };

describeOnEachEngine('disableApiKey', (engine) => {
  const world = sharedWorld(engine);

  it('has a key and its tokens refused from the next request on, and leaves it in the lists', async () => {
    const acme = await world().organization();
    const key = await world().key(acme, { name: 'Leaked' });
    const token = await tokenOf(world().url, key);
    const answer = await disableApiKey(world().as(acme.key), { id: key.id });
    expect(answer.body).toEqual({ data: { disableApiKey: { apiKey: DISABLED, affectedCount: 1, userErrors: [] } } });
    expect((await world().as(key).run(VIEWER)).status).toBe(401);
    expect((await withToken(world().url, token).run(VIEWER)).status).toBe(401);
    const { body } = await world()
      .as(acme.key)
      .run('{ apiKeys(filter: { status: [DISABLED] }) { edges { node { name } } } }');
    expect(body.data.apiKeys.edges).toEqual([{ node: { name: 'Leaked' } }]);
  });

  it('keeps why, and what was said of it, and writes both down', async () => {
    const acme = await world().organization();
    const { id } = await world().key(acme);
    const input = { id, reason: 'UNUSED', note: ' Nobody knows it.\r\nAsk Eve. ' };
    const { apiKey } = payloadOf(await disableApiKey(world().as(acme.key), input));
    expect(apiKey).toEqual({ ...DISABLED, endReason: 'UNUSED', endNote: 'Nobody knows it.\nAsk Eve.' });
    expect(await eventsOfKey(world(), id)).toEqual([
      [
        'api_key.disabled',
        [
          { field: 'endReason', before: null, after: 'UNUSED' },
          { field: 'endNote', before: null, after: 'Nobody knows it.\nAsk Eve.' },
        ],
      ],
    ]);
  });

  it('of a key that is disabled changes why, but never that it is compromised', async () => {
    const acme = await world().organization();
    const { id } = await world().key(acme);
    const disable = async (input: object) =>
      payloadOf(await disableApiKey(world().as(acme.key), { id, ...input })).apiKey;
    await disable({ reason: 'UNUSED', note: 'Nobody knows it.' });
    world().now += 1;
    const compromised = { ...DISABLED, endReason: 'COMPROMISED', endNote: 'Nobody knows it.', version: 3 };
    expect(await disable({ reason: 'COMPROMISED' })).toEqual(compromised);
    expect(await disable({ reason: 'SUPERSEDED', note: 'There is another.' })).toEqual({
      ...compromised,
      endNote: 'There is another.',
      version: 4,
    });
  });

  it('of what is so already is a success without an event or a new version', async () => {
    const acme = await world().organization();
    const { id } = await world().key(acme);
    await disableApiKey(world().as(acme.key), { id, reason: 'UNUSED', note: 'Old.' });
    const apiKey = { ...DISABLED, endReason: 'UNUSED', endNote: 'Old.' };
    for (const again of [{}, { reason: 'UNUSED' }, { note: 'Old.' }, { reason: null, note: ' ' }]) {
      const answer = payloadOf(await disableApiKey(world().as(acme.key), { id, ...again }));
      expect(answer).toEqual({ apiKey, affectedCount: 0, userErrors: [] });
    }
    expect(await eventsOfKey(world(), id)).toHaveLength(1);
  });

  it('ends a key that holds more, and lasts longer, than its caller; and an expired one', async () => {
    const acme = await world().organization();
    const narrow = await world().key(acme, { scopes: [MANAGE], expiresAt: NOW + DAY_MS });
    const expired = await world().key(acme, { expiresAt: NOW + 1 });
    world().now += 1;
    expect(payloadOf(await disableApiKey(world().as(narrow), { id: expired.id })).apiKey.status).toBe('EXPIRED');
    expect(payloadOf(await disableApiKey(world().as(narrow), { id: acme.key.id })).apiKey.status).toBe('DISABLED');
    expect(payloadOf(await disableApiKey(world().as(narrow), { id: narrow.id })).apiKey.status).toBe('DISABLED');
    expect((await world().as(narrow).run(VIEWER)).status).toBe(401);
  });

  it('finds no key that is deleted, of nobody, of another organization, or out of reach', async () => {
    const [acme, other] = [await world().organization(), await world().organization('Other')];
    const gone = await world().key(acme);
    await deleteApiKey(world().as(acme.key), gone.id);
    for (const id of [gone.id, NAMELESS_ID, 'no id', '', other.key.id]) {
      expect(payloadOf(await disableApiKey(world().as(acme.key), { id }))).toEqual(
        notEnded('NOT_FOUND', 'input', 'id'),
      );
    }
    const manager = await world().key(acme, { scopes: [MANAGE_OF_PROCESSES] });
    const refused = await disableApiKey(world().as(manager), { id: acme.key.id });
    expect(payloadOf(refused)).toEqual(notEnded('NOT_FOUND', 'input', 'id'));
    expect((await world().as(other.key).run(VIEWER)).status).toBe(200);
  });

  it('is refused to who manages no keys', async () => {
    const acme = await world().organization();
    const reader = await world().key(acme, { scopes: ['workspace.process:read'] });
    const { body } = await disableApiKey(world().as(reader), { id: reader.id });
    expect([body.data, body.errors[0].extensions.code]).toEqual([{ disableApiKey: null }, 'FORBIDDEN']);
    expect((await world().as(reader).run(VIEWER)).status).toBe(200);
  });

  it('takes no note of more than 1,000 characters, or with control characters', async () => {
    const acme = await world().organization();
    for (const note of ['n'.repeat(1_001), 'a\u0000b', 'a\u202eb', '\ud800']) {
      const answer = await disableApiKey(world().as(acme.key), { id: acme.key.id, note });
      expect(payloadOf(answer)).toEqual(notEnded('INVALID', 'input', 'note'));
    }
    expect((await world().as(acme.key).run(VIEWER)).status).toBe(200);
  });
});
