import { Readable } from 'node:stream';
import { DAY_MS } from '../../src/clock';
import { commandOn, jsonOf } from '../support/commandOn';
import { sharedWorld, type TestKey, type TestOrganization } from '../support/world';
import { recordSince, writeGap, writeUse } from '../support/writtenUse';

const READ = 'workspace.process:read';
const UPLOAD = 'workspace.file:upload';
const LIST = { name: 'List', fields: ['Query.processes'], needs: [[[READ]]] };

describe('latchkey keys usage and narrow', () => {
  const world = sharedWorld('sqlite');
  let acme: TestOrganization;
  let key: TestKey;

  beforeEach(async () => {
    world().now = Date.now(); // The command line has the real clock.
    acme = await world().organization();
    key = await world().key(acme, { name: 'Nightly', scopes: [READ, UPLOAD] });
    await world().rows('DELETE FROM "usage_gap"');
    await recordSince(world(), world().now - 50 * DAY_MS);
    await world().rows('UPDATE "api_key" SET "createdAt" = $1 WHERE "id" = $2', [world().now - 40 * DAY_MS, key.id]);
    await writeUse(world(), key.id, LIST, { at: world().now - 2 * DAY_MS, requests: 3, refused: 1, cost: 30 });
  });

  const keys = (...args: string[]) => commandOn(world(), acme, ['keys', ...args]);
  const text = (at: number) => new Date(at).toISOString();
  const rowsOf = (stdout: string) => stdout.split('\n').map((line) => line.split(/ {2,}/));

  it('usage says what a key was used for, and which scopes it needed', async () => {
    const at = text(world().now - 2 * DAY_MS);
    await writeUse(world(), key.id, { name: '\u001b[31mred' }, { at: world().now - 3 * DAY_MS });
    await writeGap(world(), world().now - DAY_MS, world().now - DAY_MS + 1, key.id);
    const { code, stdout, stderr } = await keys('usage', key.id);
    expect([code, stderr]).toEqual([0, '']);
    expect(rowsOf(stdout)).toEqual([
      ['id', key.id],
      ['name', 'Nightly'],
      ['from', expect.any(String)],
      ['to', expect.any(String)],
      ['requests', '4'],
      ['refused', '1'],
      ['failed', '0'],
      ['cost', '31'],
      ['first used', text(world().now - 3 * DAY_MS)],
      ['last used', at],
      ['counted since', text(world().now - 50 * DAY_MS)],
      [''],
      ['SCOPE', 'EVIDENCE', 'REQUESTS', 'LAST USED'],
      [UPLOAD, 'UNKNOWN', '0'],
      [READ, 'USED', '3', at],
      [''],
      ['OPERATION', 'REQUESTS', 'REFUSED', 'FAILED', 'LAST USED'],
      ['List', '3', '1', '0', at],
      ['?[31mred', '1', '0', '0', text(world().now - 3 * DAY_MS)],
      [''],
      ['FIELD', 'REQUESTS', 'LAST USED'],
      ['Query.processes', '3', at],
      [''],
      ['NOT COUNTED FROM', 'TO', 'WHY'],
      [text(world().now - DAY_MS), text(world().now - DAY_MS + 1), 'The disk was full.'],
      [''],
    ]);
  });

  it('usage looks at the time that is named, and prints all of it as JSON', async () => {
    await writeUse(world(), key.id, LIST, { at: world().now - 35 * DAY_MS, requests: 5 });
    expect(await jsonOf(world(), acme, 'keys', 'usage', key.id, '--from', '36d', '--to', '30d')).toMatchObject({
      id: key.id,
      requests: 5,
      operations: [{ name: 'List', requests: 5 }],
      networks: [],
      fields: [{ coordinate: 'Query.processes', requests: 5 }],
      scopes: [
        { scope: UPLOAD, evidence: 'UNUSED', requests: 0, lastUsedAt: null },
        { scope: READ, evidence: 'USED', requests: 5 },
      ],
      gaps: [],
    });
    const late = await keys('usage', key.id, '--from', '1d', '--to', '2d');
    expect([late.code, late.stderr]).toEqual([2, '--from: The time ends before it begins.\n']);
    const strange = await keys('usage', '0'.repeat(32));
    expect([strange.code, strange.stderr]).toEqual([1, 'There is no such API key.\n']);
  });

  it('narrow shows what would go, and takes it once that was confirmed', async () => {
    const table = [
      ['SCOPE', 'EVIDENCE', 'REQUESTS'],
      [UPLOAD, 'goes', 'UNUSED', '0'],
      [READ, 'stays', 'USED', '3'],
    ];
    const dry = await keys('narrow', key.id, '--unused-for', '30d', '--dry-run');
    expect([dry.code, rowsOf(dry.stdout)]).toEqual([0, [...table, ['']]]);
    const unasked = await keys('narrow', key.id, '--unused-for', '30d');
    expect([unasked.code, unasked.stderr]).toEqual([2, 'Nobody can be asked here: add --yes.\n']);
    const answered = (answer: string) =>
      commandOn(world(), acme, ['keys', 'narrow', key.id, '--unused-for', '30d'], {
        input: Object.assign(Readable.from([`${answer}\n`]), { isTTY: true }),
        isWatched: true,
      });
    const no = await answered('n');
    expect([no.code, rowsOf(no.stderr).slice(0, 3)]).toEqual([1, table]);
    expect((await keys('show', key.id)).stdout).toContain(`${UPLOAD} ${READ}`);
    const yes = await answered('y');
    expect([yes.code, yes.stdout]).toEqual([0, `Took 1 scope from ${key.id}.\n`]);
    expect(await jsonOf(world(), acme, 'keys', 'narrow', key.id, '--unused-for', '30d', '--yes')).toMatchObject({
      id: key.id,
      scopes: [READ],
      removedScopes: [],
    });
    const again = await keys('narrow', key.id, '--unused-for', '30d', '--yes');
    expect(again.stdout).toBe(`${key.id} needs every scope that it holds.\n`);
  });

  it('narrow says why it takes nothing', async () => {
    const failed = async (...args: string[]) => {
      const { code, stderr } = await keys('narrow', key.id, ...args);
      return [code, stderr];
    };
    const young = `--unused-for: The key was made at ${text(world().now - 40 * DAY_MS)}: that is less than 41 days ago.\n`;
    expect(await failed('--unused-for', '41d', '--yes')).toEqual([1, young]);
    expect(await failed('--unused-for', '41d', '--dry-run')).toEqual([1, young]);
    expect(await failed('--unused-for', '1d', '--yes')).toEqual([
      1,
      '--unused-for: Nobody needed any of its scopes, and a key needs one at least: delete the key, or ask for a longer time.\n',
    ]);
    expect((await failed('--unused-for', '401d', '--yes'))[0]).toBe(2);
    await world().rows('UPDATE "api_key" SET "deletedAt" = $1 WHERE "id" = $2', [world().now, key.id]);
    expect((await failed('--unused-for', '30d', '--yes'))[1]).toContain('This key was deleted');
  });
});
