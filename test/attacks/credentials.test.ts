import { deleteApiKey, UNAUTHENTICATED } from '../support/apiKeyMutations';
import { otherDigit, withChecksum } from '../support/checksum';
import { describeOnEachEngine } from '../support/engines';
import { leastCpuMilliseconds } from '../support/measure';
import { basic, NOW, sharedWorld, type TestKey, World } from '../support/world';

/** Units: milliseconds for which the processor works on a refusal, at most. */
const REFUSED_MS = 150;

const QUERY = '{ viewer { name } }';
const EXPIRED = { errors: [{ message: 'The API key has expired.', extensions: { code: 'UNAUTHENTICATED' } }] };

/** A pass of the right form, which no key has. */
const WRONG_PASS = withChecksum(`lks_${'0'.repeat(43)}`);
const UNKNOWN_USER = 'lko_0000000000000000';

/** The same pass with one digit of its random part changed, and the checksum made right again. */
function nextTo(pass: string): string {
  return withChecksum(pass.slice(0, 46) + otherDigit(pass.charAt(46)));
}

describeOnEachEngine('credentials', (engine) => {
  const world = sharedWorld(engine);

  /** What the audit log says of attempts with credentials in an organization. */
  async function attempts(organization: { id: string }): Promise<readonly object[]> {
    await world().app.services.keyRefusals.flush();
    return world().rows(
      `SELECT "actorKind", "actorId", "targetId", "outcome", "codes" FROM "audit_event"
       WHERE "organizationId" = $1 AND "type" = 'api_key.refused'`,
      [organization.id],
    );
  }

  it('T13: a pass with a bad checksum is refused without a trace in the database', async () => {
    const acme = await world().organization();
    const { user, pass } = acme.key;
    const bad = pass.slice(0, -1) + otherDigit(pass.slice(-1));
    for (let call = 0; call < 200; call += 1) {
      const { status, body } = await world().as(`${user}:${bad}`).run(QUERY);
      expect([status, body]).toEqual([401, UNAUTHENTICATED]);
    }
    expect(await attempts(acme)).toEqual([]);
    await world().as(`${user}:${WRONG_PASS}`).run(QUERY); // A good checksum leaves one.
    expect(await attempts(acme)).toHaveLength(1);
  });

  it('T13: a pass with a bad checksum is refused without asking the database', async () => {
    const lonely = await World.create(engine);
    const { key } = await lonely.organization();
    await lonely.database.close();
    const bad = key.value.slice(0, -1) + otherDigit(key.value.slice(-1));
    expect((await lonely.as(bad).run(QUERY)).status).toBe(401);
    expect((await lonely.as('lko_x:lks_y').run(QUERY)).status).toBe(401);
    expect((await lonely.as(key).run(QUERY)).status).toBeGreaterThanOrEqual(500); // The good one needs it.
  });

  const ALMOST: [what: string, change: (key: TestKey) => string][] = [
    ['a character more', ({ value }) => `${value}X`],
    ['a character less', ({ value }) => value.slice(0, -1)],
    ['another last character', ({ value }) => value.slice(0, -1) + otherDigit(value.slice(-1))],
    ['another secret beside the same user', ({ user, pass }) => `${user}:${nextTo(pass)}`],
    ['a checksum made for a longer pass', ({ user, pass }) => `${user}:${withChecksum(`${pass.slice(0, 47)}0`)}`],
    ['a checksum made for a shorter pass', ({ user, pass }) => `${user}:${withChecksum(pass.slice(0, 46))}`],
    ['pass twice', ({ value, pass }) => value + pass],
    ['pass twice, with a colon', ({ value, pass }) => `${value}:${pass}`],
    ['pass padded to 73 bytes', ({ user, pass }) => `${user}:${pass.padEnd(73, '0')}`],
    ['pass padded to 100 bytes', ({ user, pass }) => `${user}:${pass.padEnd(100, '0')}`],
    ['pass padded to 4096 bytes', ({ user, pass }) => `${user}:${pass.padEnd(4096, '0')}`],
    ['pass padded with zero bytes', ({ user, pass }) => `${user}:${pass.padEnd(72, '\0')}`],
    ['a user of 4096 bytes', ({ user, pass }) => `${user.padEnd(4096, '0')}:${pass}`],
    ['the colon moved', ({ user, pass }) => `${user.slice(0, -1)}:${user.slice(-1)}${pass}`],
    ['no colon', ({ user, pass }) => user + pass],
    ['user alone', ({ user }) => `${user}:`],
    ['pass alone', ({ pass }) => `:${pass}`],
    ['pass as the user too', ({ pass }) => `${pass}:${pass}`],
    ['the other kind of user', ({ user, pass }) => `lkp_${user.slice(4)}:${pass}`],
    ['capital letters', ({ value }) => value.toUpperCase()],
    ['a line break at the end', ({ value }) => `${value}\n`],
    ['a blank before it', ({ value }) => ` ${value}`],
    ['a byte order mark before it', ({ value }) => `\ufeff${value}`],
  ];

  it.each(ALMOST)('T14: %s is not the key', async (_what, change) => {
    const acme = await world().organization();
    const { status, body } = await world().as(change(acme.key)).run(QUERY);
    expect([status, body]).toEqual([401, UNAUTHENTICATED]);
    expect((await world().as(acme.key).run(QUERY)).status).toBe(200);
  });

  it.each([
    [8, 401],
    [15, 401],
    [20, 431],
  ])('T15: an Authorization header of %d KB is refused at once, with %d', async (kilobytes, status) => {
    const acme = await world().organization();
    const long = acme.key.value.padEnd(kilobytes * 768, '0'); // Base64 makes four bytes of three.
    const headers = { authorization: basic(long), 'content-type': 'application/json' };
    const send = () => world().request({ method: 'POST', path: '/graphql', headers, body: '{"query":"{__typename}"}' });
    expect((await send()).status).toBe(status);
    expect(await leastCpuMilliseconds(send)).toBeLessThan(REFUSED_MS);
    expect((await world().as(acme.key).run(QUERY)).status).toBe(200);
    expect(await attempts(acme)).toEqual([]);
  });

  it("T17: one key's user with another's pass is refused, and told of the first as an attempt", async () => {
    const [acme, other] = [await world().organization(), await world().organization('Other')];
    const { status, body } = await world().as(`${acme.key.user}:${other.key.pass}`).run(QUERY);
    expect([status, body]).toEqual([401, UNAUTHENTICATED]);
    expect(await attempts(acme)).toEqual([
      { actorKind: 'ANONYMOUS', actorId: null, targetId: acme.key.id, outcome: 'ATTEMPTED', codes: 'UNAUTHENTICATED' },
    ]);
    expect(await attempts(other)).toEqual([]);
  });

  it('T17: two keys of one organization are not to be mixed either', async () => {
    const acme = await world().organization();
    const second = await world().key(acme);
    expect((await world().as(`${acme.key.user}:${second.pass}`).run(QUERY)).status).toBe(401);
    expect((await world().as(`${second.user}:${acme.key.pass}`).run(QUERY)).status).toBe(401);
  });

  it('T17: a key with its halves swapped is refused', async () => {
    const acme = await world().organization();
    const { status, body } = await world().as(`${acme.key.pass}:${acme.key.user}`).run(QUERY);
    expect([status, body]).toEqual([401, UNAUTHENTICATED]);
    expect(await attempts(acme)).toEqual([]);
  });

  /** An answer with all its headers, but for the request's id and the time of day. */
  async function wholeAnswer(value: string): Promise<object> {
    const answer = await world().as(value).run(QUERY);
    const { 'x-request-id': requestId, date, ...headers } = answer.headers;
    expect([requestId, date]).toEqual([expect.any(String), expect.any(String)]);
    return { ...answer, headers };
  }

  it('T20: unknown, wrong, deleted and disabled keys are answered alike, to the last header', async () => {
    const acme = await world().organization();
    const [deleted, disabled, orphan, expired] = [
      await world().key(acme),
      await world().key(acme),
      await world().key(acme, { processId: (await world().process(acme)).id }),
      await world().key(acme, { expiresAt: NOW + 1 }),
    ];
    await deleteApiKey(world().as(acme.key), deleted.id);
    await world().rows('UPDATE "api_key" SET "disabledAt" = 1 WHERE "id" = $1', [disabled.id]);
    await world().rows('UPDATE "process" SET "deletedAt" = 1 WHERE "organizationId" = $1', [acme.id]);
    world().now = NOW + 1;

    const unknown = await wholeAnswer(`${UNKNOWN_USER}:${WRONG_PASS}`);
    expect(unknown).toMatchObject({ status: 401, body: UNAUTHENTICATED });
    expect(await wholeAnswer(`${acme.key.user}:${WRONG_PASS}`)).toEqual(unknown);
    expect(await wholeAnswer(deleted.value)).toEqual(unknown);
    expect(await wholeAnswer(`${deleted.user}:${WRONG_PASS}`)).toEqual(unknown);
    expect(await wholeAnswer(disabled.value)).toEqual(unknown);
    expect(await wholeAnswer(`${disabled.user}:${WRONG_PASS}`)).toEqual(unknown);
    expect(await wholeAnswer(orphan.value)).toEqual(unknown);
    expect(await wholeAnswer(`${expired.user}:${WRONG_PASS}`)).toEqual(unknown);
    expect(await wholeAnswer(`${acme.key.user}:not a pass`)).toEqual(unknown);
    expect(await wholeAnswer('nothing of the kind')).toEqual(unknown);
  });

  it('T20: that a key has expired is told to who has its secret, and to nobody else', async () => {
    const acme = await world().organization();
    const key = await world().key(acme, { expiresAt: NOW + 1 });
    world().now = NOW + 1;
    expect((await world().as(key).run(QUERY)).body).toEqual(EXPIRED);
    expect((await world().as(`${key.user}:${WRONG_PASS}`).run(QUERY)).body).toEqual(UNAUTHENTICATED);
  });

  it('T20: an expired key that was deleted is a deleted one', async () => {
    const acme = await world().organization();
    const key = await world().key(acme, { expiresAt: NOW + 1 });
    await deleteApiKey(world().as(acme.key), key.id);
    world().now = NOW + 1;
    expect((await world().as(key).run(QUERY)).body).toEqual(UNAUTHENTICATED);
  });
});
