import { SHIPPED_SCOPES } from '../../src/access/SHIPPED_SCOPES';
import { newId } from '../../src/id';
import { ApiKeyService } from '../../src/keys/ApiKeyService';
import { keyLimit } from '../../src/keys/keyLimit';
import type { RandomBytes } from '../../src/keys/keyValue';
import { Peppers } from '../../src/keys/Peppers';
import { createApiKey, DELETE_NOT_FOUND, deleteApiKey, EXPIRES_AT, UNAUTHENTICATED } from '../support/apiKeyMutations';
import { describeOnEachEngine } from '../support/engines';
import { NOW, SECRET, sharedWorld } from '../support/world';

const READ = 'workspace.process:read';
const QUERY = '{ viewer { name } }';

describeOnEachEngine('duplicates', (engine) => {
  const world = sharedWorld(engine);

  /** A service whose random source fills each request with the next of these bytes, and with the last for ever. */
  function serviceWith(...fills: number[]): ApiKeyService {
    const rest = [...fills];
    const random: RandomBytes = (size) => Buffer.alloc(size, (rest.length > 1 ? rest.shift() : rest[0]) ?? 0);
    const { changes, lists } = world().app.services;
    return new ApiKeyService(
      world().database,
      () => NOW,
      changes,
      lists,
      SHIPPED_SCOPES,
      new Peppers(SECRET, []),
      keyLimit(10),
      random,
    );
  }

  const INPUT = { name: 'Key', scopes: [READ], expiresAt: NOW + 1_000 };

  it('T08: a key of another organization is deleted by nobody, and is answered like one that is not there', async () => {
    const [acme, other] = [await world().organization(), await world().organization('Other')];
    const foreign = await deleteApiKey(world().as(other.key), acme.key.id);
    const random = await deleteApiKey(world().as(other.key), newId(NOW));
    expect([foreign.status, foreign.body]).toEqual([200, DELETE_NOT_FOUND]);
    expect([random.status, random.body]).toEqual([200, DELETE_NOT_FOUND]);
    expect(foreign.headers['content-length']).toBe(random.headers['content-length']);
    expect((await world().as(acme.key).run(QUERY)).status).toBe(200);
  });

  it('T08: neither the public half of a key nor an id next to its own deletes it', async () => {
    const [acme, other] = [await world().organization(), await world().organization('Other')];
    const { id, user } = acme.key;
    const near = [-5n, -4n, -3n, -2n, -1n, 1n, 2n, 3n, 4n, 5n].map((step) => (BigInt(`0x${id}`) + step).toString(16));
    const ids = [user, `0${id}`, id.toUpperCase(), ` ${id}`, ...near.map((each) => each.padStart(32, '0'))];
    for (const guess of ids) {
      expect((await deleteApiKey(world().as(other.key), guess)).body).toEqual(DELETE_NOT_FOUND);
      expect((await deleteApiKey(world().as(acme.key), guess)).body).toEqual(DELETE_NOT_FOUND);
    }
    expect((await world().as(acme.key).run(QUERY)).status).toBe(200);
  });

  it('T08: an attempt on a key of another organization is audited as refused, where it was made', async () => {
    const [acme, other] = [await world().organization(), await world().organization('Other')];
    await deleteApiKey(world().as(other.key), acme.key.id);
    const rows = await world().rows(
      `SELECT "organizationId", "targetId", "outcome", "codes" FROM "audit_event"
       WHERE "type" = 'api_key.deleted' AND "organizationId" IN ($1, $2)`,
      [acme.id, other.id],
    );
    expect(rows).toEqual([{ organizationId: other.id, targetId: null, outcome: 'REFUSED', codes: 'NOT_FOUND' }]);
  });

  it('T08: a key of another process is not there for a process key', async () => {
    const acme = await world().organization();
    const [own, other] = [await world().process(acme, 'Own'), await world().process(acme, 'Other')];
    const caller = await world().key(acme, { processId: own.id, scopes: ['workspace.process.api_key:manage'] });
    const target = await world().key(acme, { processId: other.id });
    expect((await deleteApiKey(world().as(caller), target.id)).body).toEqual(DELETE_NOT_FOUND);
    expect((await deleteApiKey(world().as(caller), acme.key.id)).body).toEqual(DELETE_NOT_FOUND);
    expect((await world().as(target).run(QUERY)).status).toBe(200);
  });

  it('T33: a lookup id that is taken is drawn again', async () => {
    const acme = await world().organization();
    // The bytes of: the value of the first key; of the second; and of its second try.
    const service = serviceWith(2, 2, 5);
    const first = await service.createApiKey(world().operator(acme), INPUT);
    const second = await service.createApiKey(world().operator(acme), INPUT);
    expect(first.result?.value?.user).toBe('lko_2222222222222222');
    expect(second.result?.value?.user).toBe('lko_5555555555555555');
    expect(second.result?.value?.pass).toMatch(/^lks_5{43}/);
    expect(first.result?.apiKey.id).not.toBe(second.result?.apiKey.id);
  });

  it('T33: a source of randomness that is stuck makes no second key of one lookup id', async () => {
    const acme = await world().organization();
    const service = serviceWith(6);
    await service.createApiKey(world().operator(acme), INPUT);
    await expect(service.createApiKey(world().operator(acme), INPUT)).rejects.toMatchObject({
      message: expect.stringMatching(/unique/i),
    });
    const rows = await world().rows('SELECT "user" FROM "api_key" WHERE "user" = $1', ['lko_6666666666666666']);
    expect(rows).toEqual([{ user: 'lko_6666666666666666' }]);
  });

  it('T33: the database itself keeps lookup ids apart', async () => {
    const acme = await world().organization();
    const copy = `INSERT INTO "api_key" ("id", "organizationId", "name", "sortName", "user", "passDigest", "pepperVersion",
                    "scopes", "expiresAt", "createdAt")
                  SELECT $1, "organizationId", "name", "sortName", "user", "passDigest", "pepperVersion",
                    "scopes", "expiresAt", "createdAt" FROM "api_key" WHERE "id" = $2`;
    await expect(world().rows(copy, [newId(NOW), acme.key.id])).rejects.toMatchObject({
      message: expect.stringMatching(/unique/i),
    });
  });

  it('T51: twenty creations of one name at once make twenty keys', async () => {
    const acme = await world().organization();
    const input = { name: 'Same', scopes: [READ], expiresAt: EXPIRES_AT };
    const answers = await Promise.all(Array.from({ length: 20 }, () => createApiKey(world().as(acme.key), input)));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(answers.map(({ body }) => body.data.createApiKey.userErrors)).toEqual(Array(20).fill([]));
    const users = answers.map(({ body }) => body.data.createApiKey.secret.user);
    expect(new Set(users).size).toBe(20);
    const rows = await world().rows(
      `SELECT "user" FROM "api_key" WHERE "organizationId" = $1 AND "name" = 'Same' ORDER BY "user"`,
      [acme.id],
    );
    expect(rows).toEqual([...users].sort().map((user) => ({ user })));
    const audited = await world().rows(
      `SELECT "outcome" FROM "audit_event" WHERE "organizationId" = $1 AND "type" = 'api_key.created' AND "actorId" = $2`,
      [acme.id, acme.key.id],
    );
    expect(audited).toEqual(Array(20).fill({ outcome: 'SUCCESS' }));
  });

  it('T52: of twenty deletions of one key at once, one succeeds and nineteen find nothing', async () => {
    const acme = await world().organization();
    const key = await world().key(acme);
    const answers = await Promise.all(Array.from({ length: 20 }, () => deleteApiKey(world().as(acme.key), key.id)));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    const bodies = answers.map(({ body }) => body);
    const success = { data: { deleteApiKey: { deletedApiKeyId: key.id, userErrors: [] } } };
    expect(bodies.filter(({ data }) => data.deleteApiKey.deletedApiKeyId !== null)).toEqual([success]);
    expect(bodies.filter(({ data }) => data.deleteApiKey.deletedApiKeyId === null)).toEqual(
      Array(19).fill(DELETE_NOT_FOUND),
    );
    const audited = await world().rows(
      `SELECT "targetId", "codes" FROM "audit_event"
       WHERE "organizationId" = $1 AND "type" = 'api_key.deleted' AND "outcome" = 'SUCCESS'`,
      [acme.id],
    );
    expect(audited).toEqual([{ targetId: key.id, codes: '' }]);
    expect((await world().as(key).run(QUERY)).body).toEqual(UNAUTHENTICATED);
  });

  it('T52: a key deletes itself once, however often it says so at once', async () => {
    const acme = await world().organization();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => deleteApiKey(world().as(acme.key), acme.key.id)),
    );
    const deleted = answers.filter(({ body }) => body.data?.deleteApiKey?.deletedApiKeyId === acme.key.id);
    expect(deleted).toHaveLength(1);
    expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
  });
});
