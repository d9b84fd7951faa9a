import { AuditTrees } from '../../src/audit/AuditTrees';
import { LogVerification } from '../../src/audit/LogVerification';
import { verifyLog } from '../../src/audit/verifyLog';
import type { AuditEvent } from '../../src/events/AuditEvent';
import { AuditMac } from '../../src/events/AuditMac';
import { leafOf, newSalts } from '../../src/events/auditLeaf';
import type { EventName } from '../../src/events/catalogue';
import { newId } from '../../src/id';
import type { SqlValue } from '../../src/storage/Storage';
import { commandOn } from '../support/commandOn';
import { describeOnEachEngine } from '../support/engines';
import { eraseName } from '../support/eraseName';
import { sealAll } from '../support/sealAll';
import { addEvents, checkpointOf, exportOf, faultOf, verifyByPython, vkeyOf } from '../support/sealedLog';
import { NOW, SECRET, World } from '../support/world';

const ROW_COUNT = 20;

/** What somebody does to a log who writes to the database, and has no master secret. */
describeOnEachEngine('an audit log, and who writes to its database', (engine) => {
  let world: World;
  let id: string;

  beforeEach(async () => {
    world = await World.create(engine, { PUBLIC_URL: 'https://keys.example.com' });
    await world.app.clockwork.stop();
    const acme = await world.organization();
    ({ id } = acme);
    await addEvents(world, acme, ROW_COUNT - 1); // The first is that of the key.
    await sealAll(world);
  });

  const run = (sql: string, values: readonly SqlValue[] = []) =>
    world.database.write((write) => write.sql(sql, values));
  /** Adds a row that is like the first, but for what is given. */
  const insert = async (change: (row: AuditEvent) => Partial<AuditEvent>): Promise<string> => {
    const [first] = await world.rows<AuditEvent>(
      'SELECT * FROM "audit_event" WHERE "organizationId" = $1 ORDER BY "id" LIMIT 1',
      [id],
    );
    if (!first) throw new Error('the log has no first row');
    const row = { ...first, id: newId(world.now + 1), sequence: null };
    const values = Object.entries({ ...row, ...change(row) });
    const places = values.map((_value, index) => `$${index + 1}`).join(', ');
    await run(
      `INSERT INTO "audit_event" (${values.map(([column]) => `"${column}"`).join(', ')}) VALUES (${places})`,
      values.map(([, value]) => value),
    );
    return row.id;
  };
  const sequenceOf = async (row: string): Promise<unknown> =>
    (await world.rows<{ sequence: number | null }>('SELECT "sequence" FROM "audit_event" WHERE "id" = $1', [row]))[0]
      ?.sequence;

  it('T123: a row with the proof of another is not sealed, and is found', async () => {
    const row = await insert(() => ({}));
    await sealAll(world);
    expect(await sequenceOf(row)).toBeNull();
    expect(await faultOf(world, id)).toBe(
      `The row ${row}, which waits to be sealed, was not written by a server with this master secret, or one of the previous ones.`,
    );
  });

  it.each(['', 'AAAA'])('T123: a leaf that is too short, %j, does not pass for the one before it', async (leaf) => {
    const [last] = await world.rows<{ mac: string }>(
      'SELECT "mac" FROM "audit_event" WHERE "organizationId" = $1 ORDER BY "sequence" DESC LIMIT 1',
      [id],
    );
    const mac = new AuditMac(SECRET);
    const honest = Buffer.alloc(32, 1).toString('base64');
    const row = newId(NOW);
    const proof = mac.of(row, honest);
    expect(mac.proves({ id: row, leaf, mac: proof })).toBe(false);
    expect(mac.proves({ id: row, leaf: honest, mac: proof })).toBe(true);
    const added = await insert(() => ({ leaf, mac: last?.mac ?? null }));
    await sealAll(world);
    expect(await sequenceOf(added)).toBeNull();
  });

  it('T123: a row with a leaf of its own and no proof is not sealed, and is found', async () => {
    const row = await insert((like) => {
      const forged = { ...like, salts: newSalts(), erased: null };
      return { salts: forged.salts, leaf: leafOf(forged), mac: null };
    });
    await sealAll(world);
    expect(await sequenceOf(row)).toBeNull();
    expect(await faultOf(world, id)).toContain('which waits to be sealed, was not written by a server');
  });

  it('T123: a row without leaf and proof, long after the upgrade, is found', async () => {
    await insert(() => ({ leaf: null, mac: null, salts: null, severity: null }));
    await sealAll(world);
    expect(await faultOf(world, id)).toContain('which waits to be sealed, was not written by a server');
  });

  it('T123: a row that is sealed before the first one is found', async () => {
    await insert(() => ({ sequence: -1 }));
    expect(await faultOf(world, id)).toBe('Row -1 was added: the first row of the log is row 0.');
  });

  it('T123: a column that no server writes so is found, and keeps nothing else from being sealed', async () => {
    await run('UPDATE "audit_grace" SET "until" = NULL, "proof" = NULL');
    if (engine === 'sqlite')
      await run(
        `INSERT INTO "audit_event" ("id", "at", "actorKind", "actorName", "type", "outcome", "codes", "changes", "address", "requestId", "leaf", "mac")
        VALUES ($1, 1, 'SYSTEM', '', 'x', 'SUCCESS', '', '[]', '', '', CAST('x' AS BLOB), 'x')`,
        [newId(NOW)],
      );
    await addEvents(world, { id }, 1);
    await sealAll(world);
    expect((await world.app.services.auditTrees.find(id))?.size).toBe(ROW_COUNT + 1);
    await run(`INSERT INTO "audit_opening" VALUES ('ERASURE')`);
    await run(`UPDATE "audit_event" SET "changes" = '[{"field"' WHERE "organizationId" = $1 AND "sequence" = 7`, [id]);
    await run(`UPDATE "audit_event" SET "erased" = '{' WHERE "organizationId" = $1 AND "sequence" = 9`, [id]);
    expect(await faultOf(world, id)).toMatch(/^Row 7 \(\w+\) was changed/);
  });

  it('T123: another public key in the database is not handed out, and signs nothing', async () => {
    const vkey = await vkeyOf(world);
    await run(`UPDATE "audit_key" SET "publicKey" = $1`, [Buffer.alloc(32, 7).toString('base64')]);
    const other = await world.secondServer();
    await expect(vkeyOf(other)).rejects.toThrow();
    expect(await vkeyOf(world)).toBe(vkey);
  });

  it('T123: no other key is made where that of the log was removed', async () => {
    await run('DELETE FROM "audit_key"');
    const other = await world.secondServer();
    await expect(vkeyOf(other)).rejects.toThrow();
    expect(await world.rows('SELECT "id" FROM "audit_key"')).toEqual([]);
  });

  it('T123: the time of earlier versions does not begin again, though all trees are taken away', async () => {
    const kept = await checkpointOf(world, id);
    const lines = await exportOf(world, id);
    await run(`DROP TRIGGER "audit_event_one_seal"${engine === 'sqlite' ? '' : ' ON "audit_event"'}`);
    await run('UPDATE "audit_event" SET "sequence" = NULL');
    for (const table of ['tree', 'tile', 'checkpoint']) await run(`DELETE FROM "audit_${table}"`);
    await run('UPDATE "audit_grace" SET "until" = NULL, "proof" = NULL');
    const row = await insert(() => ({ leaf: null, mac: null, salts: null, severity: null }));
    const other = await world.secondServer();
    await sealAll(other);
    expect(await sequenceOf(row)).toBeNull();
    expect((await verifyByPython(lines, kept, await vkeyOf(world))).code).toBe(0);
  });

  it('T123: a master secret that was taken out after it was replaced is no fault, and is told', async () => {
    const secret = 'another secret for tests that is long enough';
    const later = await world.secondServer({ secret, previousSecrets: [SECRET] });
    await sealAll(later); // The trees and the key are proved anew.
    const { auditTrees: _of, ...services } = (await later.secondServer({ secret, previousSecrets: [] })).app.services;
    const trees = new AuditTrees(world.database, secret, []);
    const publicKey = await services.auditLogKey.publicKey();
    const proofs = { sql: world.database.sql, trees, grace: services.auditGrace, secrets: [secret], publicKey };
    const { otherSecretCount, size } = await verifyLog(proofs, id, null, () => undefined);
    expect([otherSecretCount, size]).toEqual([ROW_COUNT, ROW_COUNT]);
  });

  const verify = () => commandOn(world, { id }, ['audit', 'verify']);
  const tell = (event: EventName, actor: string, target: string) => {
    world.now += 1;
    const place = { id: newId(world.now), at: world.now, organizationId: id, event };
    const end = { outcome: 'SUCCESS', codes: [], changes: [] } as const;
    const origin = { address: '192.0.2.1', requestId: 'r' };
    const who = { actor: { kind: 'MEMBER', id: actor, name: 'Ann' }, target: { id: target, name: null } } as const;
    return world.database.write((transaction) =>
      world.app.services.changes.tell(transaction, [{ ...place, ...who, ...end, origin }]),
    );
  };

  it('T123: names that somebody erased without an event are counted, and the first is named', async () => {
    const row = await eraseName(world, { id }, 5);
    await eraseName(world, { id }, 7);
    const { code, stdout, stderr } = await verify();
    expect(stdout).toContain('Verified: rows 0 to 19, and their tree.\n');
    expect(stdout).toContain('Rows of which something was erased: 2.\n');
    expect([code, stderr]).toEqual([
      1,
      `Rows of which something was erased, and no event tells why: 2. The first is row 5 (${row}).\n`,
    ]);
  });

  it('T123: an event explains what was erased of its target alone, and only with a proof', async () => {
    const [ann, bob, process] = [newId(NOW + 1), newId(NOW + 2), newId(NOW + 3)];
    await tell('process.updated', ann, process);
    await tell('process.updated', bob, process);
    await sealAll(world);
    const [first, second] = [await eraseName(world, { id }, ROW_COUNT), await eraseName(world, { id }, ROW_COUNT + 1)];
    expect((await verify()).stderr).toContain(`why: 2. The first is row 20 (${first}).\n`);
    await tell('member.erased', newId(NOW), ann);
    expect((await verify()).stderr).toContain(`why: 1. The first is row 21 (${second}).\n`);
    await sealAll(world);
    expect((await verify()).stderr).toContain(`why: 1. The first is row 21 (${second}).\n`);
    const forged = await insert(() => ({ type: 'member.erased', targetType: 'Member', targetId: bob }));
    await run(`UPDATE "audit_event" SET "sequence" = 100 WHERE "id" = $1`, [forged]);
    const tree = { id, size: ROW_COUNT + 3, firstKept: 0 };
    const unexplainedCount = async () => {
      const walk = new LogVerification(world.database.sql, tree, [new AuditMac(SECRET)], []);
      return (await walk.run(() => undefined)).unexplained.count;
    };
    expect(await unexplainedCount()).toBe(1);
    // Who ended the process, or deleted a key, did not erase a person.
    await tell('process.deleted', newId(NOW), process);
    await tell('api_key.deleted', newId(NOW), bob);
    expect(await unexplainedCount()).toBe(1);
    await tell('member.erased', newId(NOW), bob);
    expect(await unexplainedCount()).toBe(0);
  });

  it('T123: the deletion of a key explains that its name is gone, and not where a request of its came from', async () => {
    const key = newId(NOW + 1);
    await tell('api_key.created', newId(NOW), key);
    await tell('api_key.deleted', newId(NOW), key);
    await sealAll(world);
    const row = await eraseName(world, { id }, ROW_COUNT, 'origin');
    expect((await verify()).stderr).toContain(`why: 1. The first is row 20 (${row}).\n`);
  });

  it('T123: a log that is left open to changes is told, though every row is as it was', async () => {
    await run(`INSERT INTO "audit_opening" VALUES ('ERASURE'), ('RETENTION')`);
    const { code, stdout, stderr } = await verify();
    expect([code, stdout.split('\n')[0], stderr]).toEqual([
      1,
      'Verified: rows 0 to 19, and their tree.',
      expect.stringMatching(
        /^The audit log is open to changes, for ERASURE and RETENTION: .* Run DELETE FROM "audit_opening"/,
      ),
    ]);
    await run('DELETE FROM "audit_opening"');
    expect((await verify()).code).toBe(0);
  });

  it('T123: a log that a server sealed anew without one of its rows is found by a checkpoint alone', async () => {
    const kept = await checkpointOf(world, id);
    const on = engine === 'sqlite' ? '' : ' ON "audit_event"';
    for (const name of ['one_seal', 'no_delete']) await run(`DROP TRIGGER "audit_event_${name}"${on}`);
    await run('DELETE FROM "audit_event" WHERE "organizationId" = $1 AND "sequence" = 5', [id]);
    await run('UPDATE "audit_event" SET "sequence" = NULL');
    for (const table of ['tree', 'tile', 'checkpoint']) await run(`DELETE FROM "audit_${table}"`);
    await sealAll(await world.secondServer());
    expect(await faultOf(world, id)).toBeNull();
    expect(await faultOf(world, id, kept)).toBe(
      `Row ${ROW_COUNT - 1} is missing: the checkpoint is of ${ROW_COUNT} rows. Rows were cut off, or an older database was put back.`,
    );
  });
});
