import { readCheckpointText } from '../../src/audit/checkpointText';
import { openNote } from '../../src/audit/signedNote';
import { readVerifierKey } from '../../src/audit/verifierKey';
import { newId } from '../../src/id';
import { AuditLog } from '../support/auditLog';
import { describeOnEachEngine } from '../support/engines';
import { runJob } from '../support/runJob';
import { basic, NOW, SECRET, sharedWorld } from '../support/world';

const ACME = newId(NOW);
const LATER_SECRET = 'another secret for tests that is long enough';
const CHECKPOINT = '/audit/checkpoint';
const KEY = '/.well-known/latchkey-audit-key';

describeOnEachEngine('checkpoints', (engine) => {
  it('are signed for each tree that grew, every ten seconds, and logged', async () => {
    const log = await AuditLog.create(engine);
    const { seal } = log.tools();
    const sizes: unknown[] = [];
    for (const [seconds, rowCount] of [
      [0, 1],
      [4, 1],
      [10, 2],
      [11, 1],
      [20, 0],
      [40, 0],
    ] as const) {
      log.now = NOW + seconds * 1_000;
      if (rowCount > 0) await log.write(ACME, rowCount);
      await seal();
      sizes.push(log.logged.splice(0).map(({ size }) => size));
    }
    expect(sizes).toEqual([[1], [], [4], [], [5], []]);
    expect(await log.database.sql('SELECT "tree", "size", "at" FROM "audit_checkpoint" ORDER BY "size"', [])).toEqual([
      { tree: ACME, size: 1, at: NOW },
      { tree: ACME, size: 4, at: NOW + 10_000 },
      { tree: ACME, size: 5, at: NOW + 20_000 },
    ]);
  });

  it('that a process left unsigned are signed by the next', async () => {
    const log = await AuditLog.create(engine);
    const first = log.tools();
    await first.seal();
    await log.write(ACME, 1);
    await first.seal();
    log.now += 1_000;
    await log.write(ACME, 1);
    await first.seal();
    await log.tools().seal();
    expect(log.logged.map(({ size }) => size)).toEqual([1, 2]);
  });

  it('say whose log it is, its size and its root, and are opened with the public key', async () => {
    const log = await AuditLog.create(engine);
    const { seal, trees, checkpoints } = log.tools();
    await log.write(ACME, 3);
    await seal();
    const verifier = readVerifierKey(await checkpoints.verifierKey());
    const note = await checkpoints.newest(ACME, NOW);
    expect(verifier?.name).toBe('keys.example.com/audit');
    expect(readCheckpointText((verifier && openNote(note ?? '', verifier)) ?? '')).toEqual({
      origin: `keys.example.com/audit/${ACME}`,
      size: 3,
      root: await trees.hashesOf(ACME, 3).root(),
      firstKept: 0,
    });
    expect(await checkpoints.newest('server', NOW)).toBeNull();
  });

  it('are no older than ten seconds where the tree grew: a new one is signed for who asks', async () => {
    const log = await AuditLog.create(engine);
    const { seal, checkpoints } = log.tools();
    await log.write(ACME, 1);
    await seal();
    log.now += 9_999;
    await log.write(ACME, 1);
    await seal();
    const sizeOf = async (now: number) => (await checkpoints.newest(ACME, now))?.split('\n')[1];
    expect([await sizeOf(log.now), await sizeOf(log.now + 1)]).toEqual(['1', '2']);
  });

  it('are signed with the same key by every process, also under the next master secret', async () => {
    const log = await AuditLog.create(engine);
    const keys = await Promise.all([log.tools(), log.tools()].map(({ checkpoints }) => checkpoints.verifierKey()));
    const later = { secret: LATER_SECRET, previousSecrets: [SECRET] };
    await log.write(ACME, 1);
    await log.tools().seal();
    await log.tools(later).seal();
    await log.write(ACME, 1, LATER_SECRET);
    log.now += 10_000;
    const last = log.tools({ secret: LATER_SECRET });
    await last.seal();
    expect([...keys, await last.checkpoints.verifierKey()]).toEqual([keys[0], keys[0], keys[0]]);
    expect(log.logged.map(({ size }) => size)).toEqual([1, 2]);
    expect(log.told).toEqual([]);
  });

  it('are not signed where no secret opens the key, which is told', async () => {
    const log = await AuditLog.create(engine);
    await log.tools().logKey.pair();
    const { seal } = log.tools({ secret: LATER_SECRET });
    await log.write(ACME, 1, LATER_SECRET);
    await seal();
    expect(log.told.map(({ message }) => message)).toEqual([
      'the key of the audit log was changed or removed, or sealed under a master secret that this server does not have: no checkpoint is signed. Set LATCHKEY_PREVIOUS_SECRETS',
    ]);
  });
});

describeOnEachEngine(`GET ${CHECKPOINT}`, (engine) => {
  const world = sharedWorld(engine);

  it('answers the newest checkpoint of the organization of the key', async () => {
    const { id, key } = await world().organization();
    await world().organization();
    await runJob(world(), 'seal-audit-log');
    const vkey = await world().request({ path: KEY });
    expect([vkey.status, vkey.headers['content-type']]).toEqual([200, 'text/plain; charset=utf-8']);
    const verifier = readVerifierKey(vkey.text.trimEnd());
    const host = new URL(world().url).host;
    expect(verifier?.name).toBe(`${host}/audit`);
    const answer = await world().request({ path: CHECKPOINT, headers: { authorization: basic(key.value) } });
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/plain; charset=utf-8']);
    const text = verifier && openNote(answer.text, verifier);
    expect(readCheckpointText(text ?? '')).toMatchObject({ origin: `${host}/audit/${id}`, size: 1, firstKept: 0 });
  });

  it('is for keys and tokens that may read the audit log', async () => {
    const organization = await world().organization();
    const other = await world().key(organization, { scopes: ['workspace.process:read'] });
    const answers = await Promise.all([
      world().request({ path: CHECKPOINT }),
      world().request({ path: CHECKPOINT, headers: { authorization: basic(`${other.user}:wrong`) } }),
      world().request({ path: CHECKPOINT, headers: { authorization: basic(other.value) } }),
    ]);
    expect(answers.map(({ status, text }) => [status, JSON.parse(text).errors[0].extensions])).toEqual([
      [401, { code: 'UNAUTHENTICATED' }],
      [401, { code: 'UNAUTHENTICATED' }],
      [403, { code: 'FORBIDDEN', requiredScopes: [['workspace.admin.audit:read']] }],
    ]);
  });

  it('is 404 before anything is sealed', async () => {
    const { id, key } = await world().organization();
    const second = await world().secondServer();
    await runJob(world(), 'seal-audit-log');
    await world().rows('DELETE FROM "audit_tree" WHERE "id" = $1', [id]);
    const { status, text } = await second.request({ path: CHECKPOINT, headers: { authorization: basic(key.value) } });
    expect([status, JSON.parse(text)]).toEqual([
      404,
      {
        errors: [
          {
            message: 'Nothing of the audit log of this organization is sealed yet. Try again in some seconds.',
            extensions: { code: 'BAD_REQUEST' },
          },
        ],
      },
    ]);
  });
});
