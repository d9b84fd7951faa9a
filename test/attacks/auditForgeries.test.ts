import { DAY_MS } from '../../src/clock';
import type { AuditEvent } from '../../src/events/AuditEvent';
import { newId } from '../../src/id';
import { describeOnEachEngine } from '../support/engines';
import { type Forger, forgedLog, type LogInDatabase, putLog, readLog } from '../support/forgedLog';
import { isInstalled } from '../support/Shell';
import { sealAll } from '../support/sealAll';
import { addEvents, checkpointOf, exportOf, faultOf, verifyByPython, vkeyOf } from '../support/sealedLog';
import { times } from '../support/times';
import { World } from '../support/world';

const PLACES = times({ usual: 3, long: 100 });
const ROW_COUNT = 300;
const hasPython = isInstalled('python3');

/** A change to the rows of a log. Shape: `place` is that of a row, neither the first nor the last. */
type Forgery = (rows: readonly AuditEvent[], place: number) => AuditEvent[];

const changed = (rows: readonly AuditEvent[], place: number, change: (row: AuditEvent) => AuditEvent) =>
  rows.map((row, index) => (index === place ? change(row) : row));

const FORGERIES: Readonly<Record<string, Forgery>> = {
  edit: (rows, place) => changed(rows, place, (row) => ({ ...row, outcome: 'REFUSED' })),
  delete: (rows, place) => rows.filter((_row, index) => index !== place),
  reorder: (rows, place) => {
    const next = rows[place + 1];
    return next ? [...rows.slice(0, place), next, ...rows.slice(place, place + 1), ...rows.slice(place + 2)] : [];
  },
  'back-date': (rows, place) => changed(rows, place, (row) => ({ ...row, at: row.at - 30 * DAY_MS })),
  insert: (rows, place) =>
    rows.flatMap((row, index) => (index === place ? [{ ...row, id: newId(row.at) }, row] : [row])),
  'cut the tail': (rows, place) => rows.slice(0, place),
};

describeOnEachEngine('a forged audit log', (engine) => {
  let world: World;
  let id: string;
  let honest: LogInDatabase;
  let kept: string;

  beforeAll(async () => {
    world = await World.create(engine, { PUBLIC_URL: 'https://keys.example.com' });
    await world.app.clockwork.stop(); // Nothing is sealed that a forger adds.
    const acme = await world.organization();
    ({ id } = acme);
    await addEvents(world, acme, ROW_COUNT - 1); // The first is that of the key.
    await sealAll(world);
    honest = await readLog(world, id);
    kept = await checkpointOf(world, id);
  });

  /** One is in the last tile, of which no hash stands beside its rows. */
  const placesOf = (size: number) => [
    ...Array.from({ length: PLACES }, (_none, index) => 1 + Math.floor(((index + 0.5) * (size - 3)) / PLACES)),
    size - 40,
  ];

  it('is told from an honest one', async () => {
    expect(await faultOf(world, id, kept)).toBeNull();
  });

  it.each(Object.entries(FORGERIES))(
    'T123: %s: what is changed in rows alone is found, and named',
    async (name, forge) => {
      for (const place of placesOf(ROW_COUNT)) {
        const rows = forge(honest.rows, place);
        const moved = name === 'reorder' ? rows.map((row, sequence) => ({ ...row, sequence })) : rows;
        await putLog(world, id, { ...honest, rows: name === 'insert' ? rows.map(unsealed(place)) : moved });
        expect(await faultOf(world, id)).toMatch(new RegExp(`\\b[Rr]ow ${place}\\b|which waits to be sealed`));
      }
      await putLog(world, id, honest);
    },
  );
  /** The database lets no two rows have one place: what is inserted waits to be sealed. */
  const unsealed = (place: number) => (row: AuditEvent, index: number) =>
    index === place ? { ...row, sequence: null } : row;

  it.each(Object.entries(FORGERIES))(
    'T123: %s: a log that was rebuilt whole is found without the master secret, and with it by a checkpoint',
    async (_name, forge) => {
      const exports: string[][] = [];
      for (const place of placesOf(ROW_COUNT)) {
        for (const forger of ['DATABASE', 'SECRET'] satisfies Forger[]) {
          await putLog(world, id, forgedLog(world, honest, forge(honest.rows, place), forger));
          expect([forger, place, await faultOf(world, id)]).toEqual([
            forger,
            place,
            forger === 'SECRET' ? null : expect.stringMatching(/master secret/),
          ]);
          expect(await faultOf(world, id, kept)).toMatch(
            /^The checkpoint has another root|^Row \d+ is missing|master secret/,
          );
        }
        exports.push(await exportOf(world, id));
      }
      await putLog(world, id, honest);
      if (!hasPython) return;
      const vkey = await vkeyOf(world);
      const verdicts = await Promise.all(exports.map((lines) => verifyByPython(lines, kept, vkey)));
      expect(verdicts.map(({ code }) => code)).toEqual(exports.map(() => 1));
    },
  );

  const swapped = (text: string | null) => `${text?.startsWith('B') ? 'C' : 'B'}${text?.slice(1)}`;
  const COLUMNS: readonly (readonly [column: keyof AuditEvent, change: (row: AuditEvent) => Partial<AuditEvent>])[] = [
    ['id', ({ id: own }) => ({ id: swapped(own) })],
    ['at', ({ at }) => ({ at: at - 1 })],
    ['actorKind', () => ({ actorKind: 'SYSTEM' })],
    ['actorId', () => ({ actorId: 'a'.repeat(32) })],
    ['actorName', () => ({ actorName: 'nobody' })],
    ['type', () => ({ type: 'process.deleted' })],
    ['targetType', () => ({ targetType: 'ApiKey' })],
    ['targetId', ({ targetId }) => ({ targetId: swapped(targetId) })],
    ['targetName', () => ({ targetName: null })],
    ['processId', () => ({ processId: 'a'.repeat(32) })],
    ['outcome', () => ({ outcome: 'REFUSED' })],
    ['codes', () => ({ codes: 'INVALID' })],
    ['changes', () => ({ changes: '[]' })],
    ['address', () => ({ address: '192.0.2.9' })],
    ['requestId', ({ requestId }) => ({ requestId: swapped(requestId) })],
    ['count', () => ({ count: 2 })],
    ['firstAt', () => ({ firstAt: 1 })],
    ['sequence', () => ({ sequence: null })],
    ['severity', () => ({ severity: 2 })],
    ['userAgent', () => ({ userAgent: null })],
    ['salts', ({ salts }) => ({ salts: swapped(salts) })],
    ['leaf', ({ leaf }) => ({ leaf: swapped(leaf) })],
    ['erased', () => ({ erased: `{"origin":"${'A'.repeat(43)}="}` })],
  ];

  it.each(COLUMNS)('T123: is found by each column of a row: %s', async (_column, change) => {
    const rows = changed(honest.rows, 17, (row) => ({ ...row, ...change(row) }));
    await putLog(world, id, { ...honest, rows });
    expect(await faultOf(world, id)).toMatch(/^Row 17 /);
    await putLog(world, id, honest);
  });

  it('T123: has every column among those', () => {
    // A proof is of one master secret, which may have been replaced: the tree proves the leaf, and the row is counted.
    const columns = ['organizationId', 'mac', ...COLUMNS.map(([column]) => column)]; // A row of another organization is missing here.
    expect(Object.keys(honest.rows[0] ?? {}).toSorted()).toEqual(columns.toSorted());
  });

  it('T123: is found by its tiles, the state of its tree and its checkpoints', async () => {
    const { tree, tiles } = honest;
    const note = await checkpointOf(world, id);
    const damaged = (text: string) => `${text.slice(0, 120)}AAAA${text.slice(124)}`;
    const states: readonly (readonly [log: LogInDatabase, sentence: string])[] = [
      [{ ...honest, tiles: [] }, 'The tree is damaged: the hash of row 0 is missing or wrong in it.'],
      [
        { ...honest, tiles: tiles.filter(({ level }) => level === 0) },
        'The tree is damaged: the hash of row 0 to 255 is missing or wrong in it.',
      ],
      [
        {
          ...honest,
          tiles: tiles.map((tile) => (tile.level === 0 ? { ...tile, hashes: damaged(tile.hashes) } : tile)),
        },
        'Row 2 ',
      ],
      [
        { ...honest, tree: { ...tree, proof: swapped(tree.proof) } },
        'The state of the tree was not written by a server',
      ],
      [{ ...honest, tree: { ...tree, firstKept: 9 } }, 'The state of the tree was not written by a server'],
      [{ ...honest, tree: { ...tree, frontier: swapped(tree.frontier) } }, 'The tree has other hashes: '],
      [{ ...honest, tree: { ...tree, size: 299 } }, 'The tree has other hashes: '],
      [
        { ...honest, checkpoints: [row(300, swapped(note))] },
        'The checkpoint of 300 rows that the database has is not signed',
      ],
      [{ ...honest, checkpoints: [row(301, note)] }, 'The checkpoint of 301 rows that the database has is not signed'],
      [
        forgedLog(world, honest, honest.rows.slice(0, 200), 'SECRET', [row(300, note)]),
        'Row 200 is missing from the tree, which had 300 rows at least: its end was cut off.',
      ],
    ];
    for (const [log, sentence] of states) {
      await putLog(world, id, log);
      expect(await faultOf(world, id)).toContain(sentence);
    }
    await putLog(world, id, honest);
  });
  const row = (size: number, note: string) => ({ tree: id, size, at: 1, note });

  it('T123: an older database that was put back is found by a checkpoint alone', async () => {
    for (const place of placesOf(ROW_COUNT)) {
      await putLog(world, id, forgedLog(world, honest, honest.rows.slice(0, place), 'SECRET'));
      expect(await faultOf(world, id)).toBeNull();
      expect(await faultOf(world, id, kept)).toBe(
        `Row ${place} is missing: the checkpoint is of 300 rows. Rows were cut off, or an older database was put back.`,
      );
    }
    await putLog(world, id, honest);
  });
});
