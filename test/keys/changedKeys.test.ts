import { createApiKey, type Speaker } from '../support/apiKeyMutations';
import { payloadOf } from '../support/endMutations';
import { describeOnEachEngine } from '../support/engines';
import { runJob } from '../support/runJob';
import { sharedWorld } from '../support/world';

const READ = 'workspace.process:read';
const INPUT = { name: 'CI', scopes: [READ], expiresAt: '2026-12-01T00:00:00Z' };

/** A change of each kind. Shape: the mutation, and its input beside the id. */
const CHANGES = [
  ['updateApiKey', { name: 'New' }],
  ['updateApiKey', { note: 'New.' }],
  ['disableApiKey', {}],
  ['rotateApiKey', {}],
  ['finishRotation', {}],
  ['cancelRotation', {}],
  ['deleteApiKey', {}],
] as const;

function change(speaker: Speaker, mutation: string, input: object) {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  return speaker.run(
    `mutation ($input: ${type}!) { ${mutation}(input: $input) { apiKey { id version } userErrors { code path } } }`,
    { input },
  );
}

describeOnEachEngine('a key that is changed', (engine) => {
  const world = sharedWorld(engine);
  const CONFLICT = [{ code: 'CONFLICT', path: ['input', 'version'] }];

  it('has a version that begins with 1, is raised by each change, and not by use', async () => {
    const acme = await world().organization();
    const key = await world().key(acme, { scopes: [READ, 'workspace.process:update'] });
    const versions: number[] = [];
    const made = [
      ['updateApiKey', { name: 'New' }],
      ['updateApiKey', { note: 'New.' }],
      ['updateApiKey', { scopes: [READ] }],
      ['updateApiKey', { expiresAt: '2026-12-01T00:00:00Z' }],
      ['disableApiKey', {}],
      ['enableApiKey', {}],
      ['disableApiKey', { reason: 'COMPROMISED' }],
      ['enableApiKey', { replaceSecret: true }],
      ['deleteApiKey', {}],
      ['restoreApiKey', {}],
    ] as const;
    expect((await world().as(key).run('{ viewer { name } }')).status).toBe(200);
    await runJob(world(), 'write-key-use');
    for (const [mutation, input] of made) {
      const answer = await change(world().as(acme.key), mutation, {
        id: key.id,
        version: versions.length + 1,
        ...input,
      });
      versions.push(payloadOf(answer).apiKey.version);
    }
    expect(versions).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it('has a version that stays where a change changes nothing', async () => {
    const acme = await world().organization();
    const { id } = await world().key(acme, { name: 'Same', scopes: [READ] });
    for (const input of [{}, { name: ' Same ' }, { scopes: [READ, READ] }, { note: '' }, { note: null }]) {
      const { apiKey } = payloadOf(await change(world().as(acme.key), 'updateApiKey', { id, version: 1, ...input }));
      expect(apiKey.version).toBe(1);
    }
    const events = `SELECT "id" FROM "audit_event" WHERE "targetId" = $1 AND "type" <> 'api_key.created'`;
    expect(await world().rows(events, [id])).toEqual([]);
  });

  it.each([1, 3])('as version %d, and is at version 2, is a CONFLICT, which carries the key', async (version) => {
    const acme = await world().organization();
    const [live, disabled, gone] = [await world().key(acme), await world().key(acme), await world().key(acme)];
    await change(world().as(acme.key), 'updateApiKey', { id: live.id, name: 'Moved' });
    await change(world().as(acme.key), 'disableApiKey', { id: disabled.id });
    await change(world().as(acme.key), 'deleteApiKey', { id: gone.id });
    const cases = [
      ...CHANGES.map(([mutation, input]) => [mutation, { ...input, id: live.id }] as const),
      ['enableApiKey', { id: disabled.id }],
      ['enableApiKey', { id: live.id }],
      ['restoreApiKey', { id: gone.id }],
      ['restoreApiKey', { id: live.id }],
    ] as const;
    for (const [mutation, input] of cases) {
      const answer = payloadOf(await change(world().as(acme.key), mutation, { ...input, version }));
      expect([mutation, answer]).toEqual([mutation, { apiKey: { id: input.id, version: 2 }, userErrors: CONFLICT }]);
    }
    const refused = `SELECT "type", "changes" FROM "audit_event" WHERE "targetId" = $1 AND "outcome" = 'REFUSED'
      AND "codes" = 'CONFLICT' AND "actorId" = $2 ORDER BY "type"`;
    const told = await world().rows<{ type: string; changes: string }>(refused, [live.id, acme.key.id]);
    expect(told.map(({ type, changes }) => [type, JSON.parse(changes)])).toEqual([
      ['api_key.deleted', []],
      ['api_key.disabled', []],
      ['api_key.enabled', []],
      ['api_key.restored', []],
      ['api_key.rotated', []],
      ['api_key.rotation_cancelled', []],
      ['api_key.rotation_finished', []],
      ['api_key.updated', []],
      ['api_key.updated', []],
    ]);
  });

  it('has a note that comes with its creation, is changed, and goes when it is empty', async () => {
    const acme = await world().organization();
    const { apiKey } = payloadOf(await createApiKey(world().as(acme.key), { ...INPUT, note: ' Ask Eve. ' }));
    const note = async () =>
      (await world().as(acme.key).run(`{ apiKey(id: "${apiKey.id}") { note } }`)).body.data.apiKey.note;
    expect(await note()).toBe('Ask Eve.');
    for (const [given, kept] of [
      [null, 'Ask Eve.'],
      ['One\r\nTwo\tThree', 'One\nTwo\tThree'],
      ['😀'.repeat(1_000), '😀'.repeat(1_000)],
      [' \n ', null],
    ]) {
      await change(world().as(acme.key), 'updateApiKey', { id: apiKey.id, note: given });
      expect(await note()).toBe(kept);
    }
  });

  it('has a note that is written down with what changed', async () => {
    const acme = await world().organization();
    const { apiKey } = payloadOf(await createApiKey(world().as(acme.key), { ...INPUT, note: 'Old.' }));
    world().now += 1;
    await change(world().as(acme.key), 'updateApiKey', { id: apiKey.id, note: 'New.' });
    const rows = await world().rows<{ changes: string }>(
      'SELECT "changes" FROM "audit_event" WHERE "targetId" = $1 ORDER BY "at", "id"',
      [apiKey.id],
    );
    const ofNote = rows.map(({ changes }) =>
      JSON.parse(changes).filter(({ field }: { field: string }) => field === 'note'),
    );
    expect(ofNote).toEqual([
      [{ field: 'note', before: null, after: 'Old.' }],
      [{ field: 'note', before: 'Old.', after: 'New.' }],
    ]);
  });

  it('takes no note of more than 1,000 characters, or with control characters', async () => {
    const acme = await world().organization();
    for (const note of ['n'.repeat(1_001), 'a\u0000b', 'a\u202eb', '\ud800']) {
      const made = payloadOf(await createApiKey(world().as(acme.key), { ...INPUT, note }));
      expect(made).toEqual({ apiKey: null, secret: null, userErrors: [{ code: 'INVALID', path: ['input', 'note'] }] });
      const changed = payloadOf(await change(world().as(acme.key), 'updateApiKey', { id: acme.key.id, note }));
      expect(changed).toEqual({ apiKey: null, userErrors: [{ code: 'INVALID', path: ['input', 'note'] }] });
    }
  });

  it('has a note that is a part of the input that a requestId stands for', async () => {
    const acme = await world().organization();
    const requestId = '0f8fad5b-d9cb-469f-a165-70867728950e';
    const make = async (note?: string) => {
      const { apiKey, userErrors } = payloadOf(await createApiKey(world().as(acme.key), { ...INPUT, requestId, note }));
      return [apiKey.name, userErrors.map(({ code }: { code: string }) => code)];
    };
    expect(await make('Ask Eve.')).toEqual(['CI', []]);
    expect(await make(' Ask Eve. ')).toEqual(['CI', []]);
    expect(await make('Ask Ann.')).toEqual(['CI', ['CONFLICT']]);
    expect(await make()).toEqual(['CI', ['CONFLICT']]);
  });
});
