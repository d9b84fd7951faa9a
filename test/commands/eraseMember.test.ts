import { Readable } from 'node:stream';
import { commandOn } from '../support/commandOn';
import { describeOnEachEngine } from '../support/engines';
import { addPerson, signedIn, type TestMember } from '../support/people';
import {
  acceptInvitation,
  invitationToken,
  inviteMember,
  removeMember,
  updateMember,
} from '../support/peopleMutations';
import { isInstalled } from '../support/Shell';
import { sealAll } from '../support/sealAll';
import { addEvents, checkpointOf, exportOf, verifyByPython, vkeyOf } from '../support/sealedLog';
import { Visitor } from '../support/Visitor';
import { sharedWorld, type TestOrganization } from '../support/world';

const itWithPython = isInstalled('python3') ? it : it.skip;
const EMAIL = 'grace@example.com';

/** An organization in whose log is a person who has come and gone. */
interface Scene {
  readonly acme: TestOrganization;
  readonly ada: TestMember;
  readonly graceId: string;
}

describeOnEachEngine('latchkey audit erase', (engine) => {
  const world = sharedWorld(engine);

  async function scene(): Promise<Scene> {
    const acme = await world().organization();
    const ada = await addPerson(world(), acme);
    const admin = await signedIn(world(), ada);
    await inviteMember(admin, EMAIL); // Replaced by the next.
    const token = await invitationToken(admin, EMAIL, 'USER');
    const grace = new Visitor(world());
    const headers = { 'user-agent': 'Graces browser' };
    await acceptInvitation(
      { run: (query, variables) => grace.run(query, variables, headers) },
      { token, name: 'Grace' },
    );
    const member = 'SELECT m."id" FROM "membership" m JOIN "user" u ON u."id" = m."userId"';
    const [row] = await world().rows<{ id: string }>(`${member} WHERE u."email" = $1`, [EMAIL]);
    const graceId = row?.id ?? '';
    await updateMember(admin, { id: graceId, role: 'ADMIN' });
    await removeMember(admin, graceId);
    await sealAll(world());
    await world().rows(`DELETE FROM "user" WHERE "email" = $1`, [EMAIL]);
    return { acme, ada, graceId };
  }

  const erase = ({ acme, graceId }: Pick<Scene, 'acme' | 'graceId'>, ...args: string[]) =>
    commandOn(world(), acme, ['audit', 'erase', '--member', graceId, ...args]);
  const logOf = async ({ acme }: Scene) =>
    world().rows<Record<string, unknown>>('SELECT * FROM "audit_event" WHERE "organizationId" = $1 ORDER BY "id"', [
      acme.id,
    ]);

  it('takes names, address and user agent of a member from each row, the invitations included, and nothing else', async () => {
    const place = await scene();
    const before = await logOf(place);
    const { code, stdout } = await erase(place, '--yes', '--json');
    expect([code, JSON.parse(stdout)]).toEqual([0, { memberId: place.graceId, erasedRowCount: 8 }]);
    const after = await logOf(place);
    expect(JSON.stringify(after)).not.toMatch(/grace/i);
    const facts = after.map(({ type, actorKind, actorName, targetName, address, userAgent }) =>
      [type, actorKind, actorName, targetName, address, userAgent].join(' '),
    );
    expect(facts.toSorted()).toEqual([
      'api_key.created OPERATOR operator Key command line ',
      'invitation.accepted MEMBER    ',
      'invitation.created MEMBER Ada   ',
      'invitation.created MEMBER Ada   ',
      'invitation.deleted MEMBER Ada   ',
      'member.erased OPERATOR operator  command line ',
      'member.removed MEMBER Ada   ',
      'member.updated MEMBER Ada   ',
      'session.ended MEMBER Ada   ',
      'session.started MEMBER    ',
    ]);
    const kept = (rows: typeof before) =>
      rows.map(({ id, at, type, actorId, targetId, outcome, leaf, mac, sequence }) =>
        JSON.stringify([id, at, type, actorId, targetId, outcome, leaf, mac, sequence]),
      );
    expect(kept(after)).toEqual(expect.arrayContaining(kept(before)));
  });

  itWithPython(
    'leaves every proof as it was: the log and its exports are verified by an earlier checkpoint',
    async () => {
      const place = await scene();
      const checkpoint = await checkpointOf(world(), place.acme.id);
      await erase(place, '--yes');
      await sealAll(world());
      const verified = await commandOn(world(), place.acme, ['audit', 'verify']);
      expect([verified.code, verified.stdout.split('\n')[0]]).toEqual([0, 'Verified: rows 0 to 9, and their tree.']);
      const [lines, proved] = [await exportOf(world(), place.acme.id), await exportOf(world(), place.acme.id, true)];
      expect([...lines, ...proved].join('')).not.toMatch(/grace/i);
      const vkey = await vkeyOf(world());
      const verdicts = await Promise.all([lines, proved].map((each) => verifyByPython(each, checkpoint, vkey)));
      expect(verdicts.map(({ code }) => code)).toEqual([0, 0]);
    },
  );

  it('erases what is not sealed yet, too', async () => {
    const acme = await world().organization();
    const ada = await addPerson(world(), acme);
    const admin = await signedIn(world(), ada);
    await admin.run('mutation { createProcess(input: { name: "Invoices" }) { userErrors { code } } }');
    const { stdout, stderr } = await erase({ acme, graceId: ada.memberId }, '--yes', '--json');
    expect([stderr, JSON.parse(stdout)]).toEqual([
      'This person is a member still: what the person does from now on is written down as before.\n',
      { memberId: ada.memberId, erasedRowCount: 1 },
    ]);
    await sealAll(world());
    expect((await commandOn(world(), acme, ['audit', 'verify'])).code).toBe(0);
    expect(JSON.stringify(await exportOf(world(), acme.id))).not.toContain('Ada');
  });

  it('changes nothing where nobody said yes, and tells of an id that is no member', async () => {
    const place = await scene();
    const rows = await logOf(place);
    expect(await erase(place)).toMatchObject({ code: 2, stderr: 'Nobody can be asked here: add --yes.\n' });
    const input = Object.assign(Readable.from(['n\n']), { isTTY: true });
    const asked = await commandOn(world(), place.acme, ['audit', 'erase', '--member', place.graceId], {
      isWatched: true,
      input,
    });
    expect([asked.code, asked.stderr]).toEqual([
      1,
      `Erase the names, addresses and user agents of member ${place.graceId} for ever? (y/N) Nothing was changed.\n`,
    ]);
    const key = await erase({ ...place, graceId: place.acme.key.id }, '--yes');
    expect([key.code, key.stderr]).toEqual([1, 'The log knows no member of this id.\n']);
    expect(await logOf(place)).toEqual(rows);
  });

  it('goes through a log of many rows', async () => {
    const place = await scene();
    await addEvents(world(), place.acme, 600, { kind: 'MEMBER', id: place.graceId, name: 'Grace' });
    await sealAll(world());
    const { stdout } = await erase(place, '--yes', '--json');
    expect(JSON.parse(stdout)).toEqual({ memberId: place.graceId, erasedRowCount: 608 });
    expect(JSON.stringify(await logOf(place))).not.toMatch(/grace/i);
  });
});
