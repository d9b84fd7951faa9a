import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { DAY_MS } from '../../src/clock';
import { commandOn } from '../support/commandOn';
import { describeOnEachEngine } from '../support/engines';
import { eraseName } from '../support/eraseName';
import { environmentOf } from '../support/locationEnvironment';
import { newFolder } from '../support/program';
import { runInProcess } from '../support/runInProcess';
import { runJob } from '../support/runJob';
import { isInstalled } from '../support/Shell';
import { sealAll } from '../support/sealAll';
import { addEvents, checkpointOf, exportOf, verifyByPython, vkeyOf } from '../support/sealedLog';
import { NOW, sharedWorld, type TestOrganization } from '../support/world';

describeOnEachEngine('latchkey audit', (engine) => {
  const world = sharedWorld(engine, { AUDIT_RETENTION_DAYS: '1' });
  const audit = (organization: { readonly id: string }, ...args: string[]) =>
    commandOn(world(), organization, ['audit', ...args]);

  /** An organization with a log of so many sealed rows, the first of them that of its key. */
  async function sealed(rowCount: number): Promise<TestOrganization> {
    const acme = await world().organization();
    await addEvents(world(), acme, rowCount - 1);
    await sealAll(world());
    return acme;
  }

  async function fileWith(text: string): Promise<string> {
    const file = path.join(await newFolder(), 'checkpoint');
    writeFileSync(file, text);
    return file;
  }

  const linesOf = (text: string) =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));

  it('exports a line per row in order, and a checkpoint of all of them', async () => {
    const acme = await sealed(4);
    const { code, stdout } = await audit(acme, 'export');
    const lines = linesOf(stdout);
    expect([code, lines.map(({ sequence, proof }) => [sequence, proof])]).toEqual([
      0,
      [
        [0, null],
        [1, null],
        [2, null],
        [3, null],
        [undefined, undefined],
      ],
    ]);
    const written = { changes: [{ after: 'Invoices', before: null, field: 'name' }], name: 'Invoices' };
    expect(lines[1]).toEqual({
      sequence: 1,
      event: {
        actor: { id: null, kind: 'OPERATOR', name: { salt: expect.any(String), value: 'operator' } },
        at: NOW + 1,
        changes: [],
        codes: '',
        count: 1,
        firstAt: null,
        id: expect.any(String),
        organizationId: acme.id,
        origin: { salt: expect.any(String), value: { address: '192.0.2.1', userAgent: 'curl/8' } },
        outcome: 'SUCCESS',
        processId: expect.any(String),
        requestId: expect.any(String),
        severity: 'INFO',
        target: { id: expect.any(String), type: 'Process', written: { salt: expect.any(String), value: written } },
        type: 'process.created',
      },
      leaf: expect.stringMatching(/^[\w+/]{43}=$/),
      proof: null,
    });
    expect(lines[4]).toEqual({ checkpoint: expect.stringMatching(new RegExp(`^[^\\n]+/audit/${acme.id}\\n4\\n`)) });
    const checkpoint = await audit(acme, 'checkpoint');
    expect([checkpoint.code, checkpoint.stdout]).toEqual([0, lines[4].checkpoint]);
  });

  it('exports a span of time, each row with its proof, and says that it is a part', async () => {
    const acme = await sealed(6);
    const [since, until] = [2, 4].map((milliseconds) => new Date(NOW + milliseconds).toISOString());
    const { stdout } = await audit(acme, 'export', '--proofs', '--since', since ?? '', '--until', until ?? '');
    const lines = linesOf(stdout);
    expect(lines.map(({ event, proof }) => [event?.at, proof?.length])).toEqual([
      [NOW + 2, 3],
      [NOW + 3, 3],
      [undefined, undefined],
    ]);
    expect(lines[2].filter).toEqual({ since: NOW + 2, until: NOW + 4 });
  });

  it('exports the log as it was at a checkpoint', async () => {
    const acme = await sealed(3);
    const earlier = (await audit(acme, 'checkpoint')).stdout;
    await addEvents(world(), acme, 2);
    await sealAll(world());
    const { stdout } = await audit(acme, 'export', '--checkpoint', await fileWith(earlier));
    const lines = linesOf(stdout);
    expect([lines.length, lines[3]]).toEqual([4, { checkpoint: earlier }]);
  });

  it('exports CSV in which no cell is a formula', async () => {
    const acme = await world().organization();
    for (const name of ['=1+1', '+1', '-1', '@sum', '\uff1d1', 'a"b', '1=1']) await world().process(acme, name);
    await sealAll(world());
    const { stdout } = await audit(acme, 'export', '--format', 'csv');
    const [header, ...rows] = stdout.trimEnd().split('\r\n');
    expect(header?.split(',').slice(0, 5)).toEqual(['"sequence"', '"id"', '"at"', '"type"', '"severity"']);
    const names = rows.map((row) => row.split('"Process",')[1]?.split(',')[1]).filter(Boolean);
    expect(names.toSorted()).toEqual(['"\'+1"', '"\'-1"', '"\'=1+1"', '"\'@sum"', '"\'\uff1d1"', '"1=1"', '"a""b"']);
    const refused = await audit(acme, 'export', '--format', 'csv', '--proofs');
    expect([refused.code, refused.stdout]).toEqual([2, '']);
  });

  it('proves one event in two short lines, without what it says unless that is asked for', async () => {
    const acme = await sealed(300);
    const [row] = await world().rows<{ id: string }>(
      'SELECT "id" FROM "audit_event" WHERE "organizationId" = $1 AND "sequence" = 270',
      [acme.id],
    );
    const { stdout } = await audit(acme, 'proof', row?.id ?? '');
    const [line, end] = linesOf(stdout);
    expect(line).toEqual({ sequence: 270, event: null, leaf: expect.any(String), proof: expect.any(Array) });
    expect(end).toEqual({ checkpoint: expect.any(String), filter: { id: row?.id } });
    const shown = linesOf((await audit(acme, 'proof', row?.id ?? '', '--event')).stdout);
    expect(shown[0].event.id).toBe(row?.id);
    // A log of 100,000 rows has 17 hashes in a proof.
    expect(Buffer.byteLength(stdout) + (17 - line.proof.length) * 47).toBeLessThan(1_500);
    const earlier = (await audit(acme, 'checkpoint')).stdout;
    await addEvents(world(), acme, 40);
    await sealAll(world());
    const again = await audit(acme, 'proof', row?.id ?? '', '--checkpoint', await fileWith(earlier));
    expect(again.stdout).toBe(stdout);
    const other = await audit(await sealed(1), 'proof', row?.id ?? '');
    expect([other.code, other.stderr]).toEqual([1, 'The log has no event of this id.\n']);
  });

  it('verifies a log, says what it looked at, and ends with 1 and the first bad row', async () => {
    const acme = await sealed(4);
    const kept = await fileWith((await audit(acme, 'checkpoint')).stdout);
    const { code: verified, stdout: told } = await audit(acme, 'verify');
    expect([verified, told.replace(/\d verified/, '… verified')]).toEqual([
      0,
      `Verified: rows 0 to 3, and their tree.
Checkpoints in the database: … verified.
No checkpoint was given: an older database, or a rewritten one, would not have been found.
`,
    ]);
    expect((await audit(acme, 'verify', '--checkpoint', kept)).stdout).toContain(
      'The checkpoint of 4 rows was verified.\n',
    );
    await world().rows(`INSERT INTO "audit_opening" VALUES ('ERASURE')`);
    await world().rows(`UPDATE "audit_event" SET "targetName" = 'x' WHERE "organizationId" = $1 AND "sequence" = 2`, [
      acme.id,
    ]);
    await world().rows('DELETE FROM "audit_opening"');
    const { code, stdout, stderr } = await audit(acme, 'verify');
    expect([code, stdout, stderr]).toEqual([
      1,
      '',
      expect.stringMatching(/^Row 2 \([0-9a-f]{32}\) was changed: its content has another hash than its leaf\.\n$/),
    ]);
  });

  it('names the organizations where there are several, and refuses what is none and a checkpoint of another', async () => {
    const [acme, globex] = [await sealed(2), await sealed(2)];
    const environment = environmentOf(world().config.database);
    const unnamed = await runInProcess(['audit', 'verify'], { environment });
    expect([unnamed.code, unnamed.stdout]).toEqual([2, '']);
    expect(unnamed.stderr).toMatch(/^Name one: --organization\.\n/);
    for (const { id } of [acme, globex]) expect(unnamed.stderr).toContain(`${id}  Acme\n`);
    const foreign = await fileWith((await audit(globex, 'checkpoint')).stdout);
    const refused = await audit(acme, 'verify', '--checkpoint', foreign);
    expect([refused.code, refused.stderr]).toEqual([
      1,
      `${foreign} is no checkpoint of this log that its key has signed.\n`,
    ]);
    const none = await audit({ id: 'f'.repeat(32) }, 'verify');
    expect([none.code, none.stderr]).toEqual([1, 'There is no organization of this id.\n']);
  });

  it('verifies and proves what retention left, whole and row by row', async () => {
    const acme = await sealed(300);
    const earlier = await fileWith((await audit(acme, 'checkpoint')).stdout);
    world().now += 2 * DAY_MS;
    await addEvents(world(), acme, 3);
    await sealAll(world());
    await runJob(world(), 'drop-audit-rows');
    const { stdout } = await audit(acme, 'verify', '--checkpoint', earlier);
    expect(stdout).toContain('Verified: rows 300 to 302, and their tree.\nRetention dropped the rows before row 300;');
    await eraseName(world(), acme, 301);
    const erased = await audit(acme, 'verify');
    expect([erased.code, erased.stdout]).toEqual([
      0,
      expect.stringMatching(
        /\nRows of which something was erased, and no event tells why: 1\. The first is row 301 \(\w+\)\. Retention may have dropped the event\.\n/,
      ),
    ]);
    const checkpoint = await checkpointOf(world(), acme.id);
    const lines = (await audit(acme, 'export', '--proofs')).stdout
      .trimEnd()
      .split('\n')
      .map((line) => `${line}\n`);
    const plain = await exportOf(world(), acme.id);
    expect(linesOf(lines.join('')).map(({ sequence }) => sequence)).toEqual([300, 301, 302, undefined]);
    if (!isInstalled('python3')) return;
    const vkey = await vkeyOf(world());
    const given = await exportOf(world(), acme.id, true);
    const verdicts = await Promise.all([
      verifyByPython(given, checkpoint, vkey),
      verifyByPython(given.toSpliced(1, 1), checkpoint, vkey),
      verifyByPython(plain, checkpoint, vkey),
    ]);
    expect(verdicts).toEqual([
      { code: 0, sentence: `All rows of ${checkpoint.split('\n')[0]} from 300 to 302 were verified.` },
      { code: 1, sentence: 'Row 301 is missing.' },
      { code: 2, sentence: 'Row 300 has no proof: make the export with --proofs.' },
    ]);
  });

  it('says of a log without sealed rows that it has none', async () => {
    const id = 'server';
    expect(await audit({ id }, 'export')).toMatchObject({
      code: 1,
      stderr: 'No row of this log is sealed yet: a server seals rows within seconds.\n',
    });
    expect((await audit({ id }, 'verify')).stdout).toContain('No row is sealed yet.\n');
  });
});
