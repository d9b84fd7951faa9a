import type { AuditEvent } from '../../src/events/AuditEvent';
import { createApiKey, deleteApiKey, EXPIRES_AT, updateApiKey } from '../support/apiKeyMutations';
import { describeOnEachEngine } from '../support/engines';
import { setPolicy, updateKeyPolicy } from '../support/keyPolicies';
import { addPerson, signedIn, type TestMember } from '../support/people';
import { signIn } from '../support/peopleMutations';
import { rotateApiKey } from '../support/rotations';
import { sealAll } from '../support/sealAll';
import { Visitor } from '../support/Visitor';
import { type Answer, NOW, sharedWorld, type TestKey, type TestOrganization } from '../support/world';

const READ = 'workspace.process:read';
const UPDATE = 'workspace.process:update';
const VIEWER = '{ viewer { name } }';

/** What something is done with. */
interface Scene {
  readonly acme: TestOrganization;
  readonly key: TestKey;
  readonly ada: TestMember;
}

describeOnEachEngine('the audit log', (engine) => {
  const world = sharedWorld(engine);

  async function scene(): Promise<Scene> {
    const acme = await world().organization();
    return { acme, key: await world().key(acme), ada: await addPerson(world(), acme) };
  }

  async function settle(): Promise<void> {
    const { keyUse, keyRefusals } = world().app.services;
    await keyUse.flush();
    await keyRefusals.flush();
  }

  function rowsOf({ acme }: Scene): Promise<readonly AuditEvent[]> {
    const sql = 'SELECT * FROM "audit_event" WHERE "organizationId" = $1 ORDER BY "at", "id"';
    return world().rows<AuditEvent>(sql, [acme.id]);
  }

  const manager = ({ acme }: Scene) => world().as(acme.key);
  const rename = (speaker: ReturnType<typeof manager>, id: string) => updateApiKey(speaker, { id, name: 'Other' });

  type Act = (scene: Scene) => Promise<Answer>;
  type Subject = (scene: Scene) => { readonly id: string };
  type Told = readonly [
    type: string,
    outcome: string,
    codes: string,
    actor: Subject | null,
    target: Subject | 'NEW' | null,
  ];
  const [acting, target]: [Subject, Subject] = [({ acme }) => acme.key, ({ key }) => key];
  const member: Subject = ({ ada }) => ({ id: ada.memberId });

  const ACTS: readonly (readonly [what: string, act: Act, told: Told])[] = [
    [
      'a key that is made',
      (it) => createApiKey(manager(it), { name: 'New', scopes: [READ], expiresAt: EXPIRES_AT }),
      ['api_key.created', 'SUCCESS', '', acting, 'NEW'],
    ],
    [
      'a key that is changed',
      (it) => rename(manager(it), it.key.id),
      ['api_key.updated', 'SUCCESS', '', acting, target],
    ],
    [
      'a key that is deleted',
      (it) => deleteApiKey(manager(it), it.key.id),
      ['api_key.deleted', 'SUCCESS', '', acting, target],
    ],
    [
      'a change that is denied',
      async (it) => {
        await setPolicy(world(), it.acme, { grantableScopes: [READ] });
        return createApiKey(manager(it), { name: 'New', scopes: [UPDATE], expiresAt: EXPIRES_AT });
      },
      ['api_key.created', 'REFUSED', 'POLICY', acting, null],
    ],
    [
      'somebody who signs in',
      ({ ada }) => signIn(new Visitor(world()), ada.email),
      ['session.started', 'SUCCESS', '', member, member],
    ],
    [
      'somebody who fails to sign in',
      ({ ada }) => signIn(new Visitor(world()), ada.email, 'wrong'),
      ['session.started', 'REFUSED', 'INVALID', null, member],
    ],
    [
      'a key that comes after its end',
      async (it) => {
        await world().rows('UPDATE "api_key" SET "expiresAt" = 1 WHERE "id" = $1', [it.key.id]);
        return world().as(it.key).run(VIEWER);
      },
      ['api_key.refused', 'REFUSED', 'UNAUTHENTICATED', target, target],
    ],
    [
      'a member whose role is changed',
      async (it) => {
        const document = `mutation ($id: ID!) { updateMember(input: { id: $id, role: USER }) { userErrors { code } } }`;
        const other = await addPerson(world(), it.acme);
        return (await signedIn(world(), it.ada)).run(document, { id: other.memberId });
      },
      ['member.updated', 'SUCCESS', '', member, 'NEW'],
    ],
    [
      'a key policy that is changed',
      (it) => updateKeyPolicy(manager(it), { maxLifetimeDays: 200 }),
      ['key_policy.updated', 'SUCCESS', '', acting, ({ acme }) => acme],
    ],
  ];

  it.each(ACTS)(
    'T122: has one row of %s: when, who, whose, what, with what end, from where',
    async (_what, act, told) => {
      const place = await scene();
      for (const key of [place.acme.key, place.key]) await world().as(key).run(VIEWER);
      await settle();
      const known = new Set((await rowsOf(place)).map(({ id }) => id));
      world().now += 7;
      const { headers } = await act(place);
      await settle();
      const [type, outcome, codes, actor, subject] = told;
      const rows = (await rowsOf(place)).filter((row) => !known.has(row.id) && row.actorKind !== 'OPERATOR');
      expect(rows).toEqual([
        expect.objectContaining({
          ...{ type, outcome, codes, at: NOW + 7, count: 1, address: '127.0.0.1', organizationId: place.acme.id },
          actorId: actor?.(place).id ?? null,
          targetId: subject === 'NEW' ? expect.any(String) : (subject?.(place).id ?? null),
          requestId: headers['x-request-id'],
        }),
      ]);
    },
  );

  it('T122: has one row of the first use of a new secret, however often and wherever it is used', async () => {
    const place = await scene();
    const { key: next } = await rotateApiKey(manager(place), place.key);
    world().now += 7;
    const { headers } = await world().as(next).run(VIEWER);
    for (const _again of [1, 2]) await world().as(next).run(VIEWER);
    await settle();
    const rows = (await rowsOf(place)).filter(({ type }) => type === 'api_key.rotation_completed');
    expect(rows).toEqual([
      expect.objectContaining({
        targetId: place.key.id,
        at: NOW + 7,
        requestId: headers['x-request-id'],
        outcome: 'SUCCESS',
      }),
    ]);
  });

  it.each([
    ['changed', `UPDATE "audit_event" SET "actorName" = 'nobody'`],
    ['removed', 'DELETE FROM "audit_event"'],
    engine === 'postgres'
      ? ['removed at once', 'TRUNCATE "audit_event"']
      : ['replaced', 'INSERT OR REPLACE INTO "audit_event" SELECT * FROM "audit_event"'],
  ])("T123: has no row that is %s by who has the program's connection", async (_how, statement) => {
    const place = await scene();
    await settle();
    await sealAll(world()); // Later, a job would do so in between.
    const before = await rowsOf(place);
    await expect(world().rows(statement)).rejects.toThrow(
      'rows of the audit log are added, and never changed or removed',
    );
    expect(await rowsOf(place)).toEqual(before);
  });
});
