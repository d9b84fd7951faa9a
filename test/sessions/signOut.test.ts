import { UNAUTHENTICATED } from '../support/apiKeyMutations';
import { auditRows } from '../support/auditRows';
import { describeOnEachEngine } from '../support/engines';
import { addPerson, signedIn } from '../support/people';
import { forPeopleOnly, signOut, WHO } from '../support/peopleMutations';
import { Visitor } from '../support/Visitor';
import { sharedWorld } from '../support/world';

describeOnEachEngine('signOut', (engine) => {
  const world = sharedWorld(engine);

  it('ends the session at once, and takes the cookie away', async () => {
    const ada = await addPerson(world(), await world().organization());
    const browser = await signedIn(world(), ada);
    const kept = new Visitor(world(), browser.token);
    const answer = await signOut(browser);
    expect(answer.body).toEqual({ data: { signOut: { isSignedOut: true, userErrors: [] } } });
    expect(answer.headers['set-cookie']).toEqual(['latchkey-session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax']);
    const replayed = await kept.run(WHO);
    expect([replayed.status, replayed.body]).toEqual([401, UNAUTHENTICATED]);
    expect(await world().rows('SELECT "id" FROM "session" WHERE "userId" = $1', [ada.userId])).toEqual([]);
  });

  it('is done where the session has ended already, by the same document', async () => {
    const browser = await signedIn(world(), await addPerson(world(), await world().organization()));
    const { body } = await browser.run('mutation { a: signOut { isSignedOut } b: signOut { isSignedOut } }');
    expect(body).toEqual({ data: { a: { isSignedOut: true }, b: { isSignedOut: true } } });
  });

  it("leaves the person's other sessions, and other people's, alone", async () => {
    const acme = await world().organization();
    const ada = await addPerson(world(), acme);
    const [browser, phone] = [await signedIn(world(), ada), await signedIn(world(), ada)];
    const bob = await signedIn(world(), await addPerson(world(), acme, { name: 'Bob' }));
    await signOut(browser);
    expect((await phone.run(WHO)).status).toBe(200);
    expect((await bob.run(WHO)).status).toBe(200);
  });

  it('is refused to keys and to nobody', async () => {
    const acme = await world().organization();
    const byKey = await signOut(world().as(acme.key));
    expect([byKey.status, byKey.body]).toMatchObject([200, forPeopleOnly('signOut')]);
    const byNobody = await signOut(new Visitor(world()));
    expect([byNobody.status, byNobody.body]).toEqual([401, UNAUTHENTICATED]);
  });

  it('is told to the audit log once', async () => {
    const acme = await world().organization();
    const ada = await addPerson(world(), acme);
    await signOut(await signedIn(world(), ada));
    expect(await auditRows(world(), acme, 'session.ended')).toEqual([
      {
        actorKind: 'MEMBER',
        actorId: ada.memberId,
        actorName: 'Ada',
        type: 'session.ended',
        targetId: ada.memberId,
        outcome: 'SUCCESS',
        codes: '',
        address: '127.0.0.1',
      },
    ]);
  });
});
