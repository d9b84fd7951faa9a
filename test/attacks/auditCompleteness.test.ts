import type { AuditEvent } from '../../src/events/AuditEvent';
import { createApiKey, deleteApiKey, EXPIRES_AT, updateApiKey } from '../support/apiKeyMutations';
import { describeOnEachEngine } from '../support/engines';
import { updateKeyPolicy } from '../support/keyPolicies';
import { addPerson, signedIn } from '../support/people';
import { removeMember, signIn, signOut, updateMember } from '../support/peopleMutations';
import { runJob } from '../support/runJob';
import { Visitor } from '../support/Visitor';
import { basic, NOW, sharedWorld, type TestKey } from '../support/world';

const VIEWER = '{ viewer { name } }';
const AGENT = 'scanner/1.0';

describeOnEachEngine('the audit log has exactly one record (T122) of', (engine) => {
  const world = sharedWorld(engine);

  /** Everything that waits is written down: no request waits for it. */
  async function settle(): Promise<void> {
    const { keyUse, keyRefusals } = world().app.services;
    await keyUse.flush();
    await keyRefusals.flush();
    await runJob(world(), 'tell-expired-keys');
  }

  /** What an act leaves in the log of an organization. */
  async function recordsOf(organization: { id: string }, act: () => Promise<unknown>): Promise<AuditEvent[]> {
    await settle();
    const sql = 'SELECT * FROM "audit_event" WHERE "organizationId" = $1 ORDER BY "id"';
    const before = new Set((await world().rows<AuditEvent>(sql, [organization.id])).map(({ id }) => id));
    await act();
    await settle();
    return (await world().rows<AuditEvent>(sql, [organization.id])).filter(({ id }) => !before.has(id));
  }

  const ask = (key: TestKey, query: string) =>
    world().graphql({ query }, { authorization: basic(key.value), 'user-agent': AGENT });
  const told = (records: readonly AuditEvent[]) =>
    records.map(({ type, outcome, codes, actorKind }) => [type, outcome, codes, actorKind].join(' '));

  it('a key from its first use to its end', async () => {
    const acme = await world().organization();
    const manager = world().as(acme.key);
    await ask(acme.key, VIEWER);
    await settle();
    const made = await recordsOf(acme, () =>
      createApiKey(manager, { name: 'New', scopes: ['workspace.process:read'], expiresAt: EXPIRES_AT }),
    );
    expect(told(made)).toEqual(['api_key.created SUCCESS  API_KEY']);
    const key = await world().key(acme, { name: 'Scanner', scopes: ['workspace.process:read'] });
    const used = await recordsOf(acme, async () => {
      await ask(key, VIEWER);
      await ask(key, VIEWER);
    });
    expect(told(used)).toEqual(['api_key.first_used SUCCESS  API_KEY']);
    expect(used[0]).toMatchObject({
      at: NOW,
      actorId: key.id,
      targetId: key.id,
      address: '127.0.0.1',
      userAgent: AGENT,
    });
    const renamed = await recordsOf(acme, () => updateApiKey(manager, { id: key.id, name: 'Other' }));
    expect(told(renamed)).toEqual(['api_key.updated SUCCESS  API_KEY']);
    const denied = await recordsOf(acme, async () => {
      await ask(key, 'mutation { createProcess(input: { name: "p" }) { process { id } } }');
    });
    expect(told(denied)).toEqual(['api_key.denied REFUSED FORBIDDEN API_KEY']);
    expect(denied[0]).toMatchObject({
      targetId: key.id,
      actorId: key.id,
      userAgent: AGENT,
      changes: JSON.stringify([
        { after: 'workspace.process:create, or workspace.admin.process:manage', before: null, field: 'requiredScopes' },
      ]),
    });
    const ended = await recordsOf(acme, () => deleteApiKey(manager, key.id));
    expect(told(ended)).toEqual(['api_key.deleted SUCCESS  API_KEY']);
    const late = await recordsOf(acme, () => ask(key, VIEWER));
    expect(told(late)).toEqual(['api_key.refused REFUSED UNAUTHENTICATED API_KEY']);
    expect(late[0]).toMatchObject({ userAgent: AGENT });
  });

  it('each key that expires, once, and of its use after that', async () => {
    const acme = await world().organization();
    await settle();
    const short = await world().key(acme, { name: 'Short', expiresAt: NOW + 60_000 });
    const deleted = await world().key(acme, { name: 'Deleted', expiresAt: NOW + 60_000 });
    await deleteApiKey(world().as(acme.key), deleted.id);
    world().now += 60_000;
    const expired = await recordsOf(acme, async () => undefined);
    expect(told(expired)).toEqual([]);
    // The turn before the act told it.
    const [record] = await world().rows<AuditEvent>(`SELECT * FROM "audit_event" WHERE "type" = 'api_key.expired'`);
    expect(record).toMatchObject({ targetId: short.id, actorKind: 'SYSTEM', organizationId: acme.id });
    const hit = await recordsOf(acme, () => ask(short, VIEWER));
    expect(told(hit)).toEqual(['api_key.refused REFUSED UNAUTHENTICATED API_KEY']);
  });

  it('people who sign in, fail to, are denied something, change roles and leave', async () => {
    const acme = await world().organization();
    const manager = world().as(acme.key);
    await manager.run(VIEWER);
    const ada = await addPerson(world(), acme, { name: 'Ada', role: 'USER' });
    await addPerson(world(), acme, { name: 'Bob' });
    const browser = new Visitor(world());
    const steps: readonly (readonly [string[], () => Promise<unknown>])[] = [
      [['session.started REFUSED INVALID ANONYMOUS'], () => signIn(new Visitor(world()), ada.email, 'wrong password')],
      [['session.started SUCCESS  MEMBER'], () => signIn(browser, ada.email)],
      [
        ['member.denied REFUSED FORBIDDEN MEMBER'],
        () => browser.run('mutation { updateOrganization(input: { name: "Mine" }) { userErrors { code } } }'),
      ],
      [['session.ended SUCCESS  MEMBER'], () => signOut(browser)],
      [['member.updated SUCCESS  API_KEY'], () => updateMember(manager, { id: ada.memberId, role: 'ADMIN' })],
      [['key_policy.updated SUCCESS  API_KEY'], () => updateKeyPolicy(manager, { noticeDays: [3] })],
      [['member.removed SUCCESS  API_KEY'], () => removeMember(manager, ada.memberId)],
    ];
    for (const [expected, act] of steps) expect(told(await recordsOf(acme, act))).toEqual(expected);
  });

  it('denials of one caller within a minute, with a count, from /verify too', async () => {
    const acme = await world().organization();
    const key = await world().key(acme, { scopes: ['workspace.process:read'] });
    await ask(key, VIEWER);
    const first = await recordsOf(acme, () => ask(key, '{ apiKeys { totalCount } }'));
    expect(first.map(({ count }) => count)).toEqual([1]);
    const headers = { authorization: basic(key.value) };
    const others = await recordsOf(acme, async () => {
      for (let index = 0; index < 20; index += 1) await ask(key, '{ apiKeys { totalCount } }');
      await world().request({ path: '/verify?scope=workspace.admin.user:read', headers });
    });
    expect(others).toMatchObject([{ type: 'api_key.denied', count: 21 }]);
    expect(others[0]?.changes).toContain('workspace.admin.user:read');
  });

  it('a client whose name has characters that forge lines, without them (T126)', async () => {
    const acme = await world().organization();
    const agent = '\u0085"}\t{"type":"api_key.created"\u009b31m';
    const headers = { authorization: basic(acme.key.value), 'user-agent': agent };
    const query = 'mutation { createProcess(input: { name: "p" }) { process { id } } }';
    const [, record] = await recordsOf(acme, () => world().graphql({ query }, headers));
    // Bytes of a header are read one by one.
    expect(record?.userAgent).toBe('Â\ufffd"}\ufffd{"type":"api_key.created"Â\ufffd31m');
  });

  it('nobody: a person who is signed in and denied nothing', async () => {
    const acme = await world().organization();
    const ada = await signedIn(world(), await addPerson(world(), acme));
    expect(await recordsOf(acme, () => ada.run('{ organization { members { totalCount } } }'))).toEqual([]);
  });
});
