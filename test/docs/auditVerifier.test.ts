import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { newFolder } from '../support/program';
import { isInstalled } from '../support/Shell';
import { sealAll } from '../support/sealAll';
import { addEvents, checkpointOf, exportOf, type Verdict, verifyByPython, vkeyOf } from '../support/sealedLog';
import { World } from '../support/world';

const note = isInstalled('python3') ? '' : ' (skipped: python3 is not installed)';
const itWithPython = isInstalled('python3') ? it : it.skip;
const CHANGED = 'Row 2 was changed: its content has another hash than its leaf.';
const NO_ROW = 'Line 3 is no row of a log:';

/** One line of an export, changed. */
type Change = (line: string) => string;

describe(`docs/audit-verifier.py${note}`, () => {
  let world: World;
  let lines: string[];
  let proved: string[];
  let earlier: string;
  let checkpoint: string;
  let vkey: string;
  let origin: string;

  beforeAll(async () => {
    world = await World.create('sqlite', { PUBLIC_URL: 'https://keys.example.com' });
    const acme = await world.organization('\u{1f511} Ac\u007fme "\\"');
    await addEvents(world, acme, 4);
    await sealAll(world);
    earlier = await checkpointOf(world, acme.id);
    await addEvents(world, acme, 5);
    await sealAll(world);
    [lines, proved] = [await exportOf(world, acme.id), await exportOf(world, acme.id, true)];
    [checkpoint, vkey] = [await checkpointOf(world, acme.id), await vkeyOf(world)];
    origin = checkpoint.split('\n')[0] ?? '';
  });

  const verify = (exported: readonly string[], kept = checkpoint, key = vkey): Promise<Verdict> =>
    verifyByPython(exported, kept, key);
  const changed = (all: readonly string[], index: number, change: Change): string[] =>
    all.map((line, place) => (place === index ? change(line) : line));

  itWithPython('verifies an export, with proofs or without, against a checkpoint of then or of before', async () => {
    const verdicts = await Promise.all([
      verify(lines),
      verify(proved),
      verify(lines, earlier),
      verify(lines, checkpoint, `${vkey}\n`),
    ]);
    const sentence = `All rows of ${origin} from 0 to 9 were verified.`;
    expect(verdicts).toEqual(verdicts.map(() => ({ code: 0, sentence })));
  });

  const LINES: readonly (readonly [what: string, change: Change, sentence: string])[] = [
    ['that says something else', (line) => line.replace('192.0.2.1', '192.0.2.2'), CHANGED],
    ['with another salt', (line) => line.replace(/"salt":"./, '"salt":"~'), CHANGED],
    ['without an event', (line) => line.replace(/"event":.*,"leaf"/, '"event":null,"leaf"'), CHANGED],
    [
      'with a name twice',
      (line) => line.replace('"count":1', '"count":1,"count":1'),
      `${NO_ROW} a name stands twice in an object.`,
    ],
    [
      'with a fraction',
      (line) => line.replace('"count":1', '"count":1.0'),
      `${NO_ROW} a log has no number such as 1.0.`,
    ],
    ['with a short salt', (line) => line.replace(/"salt":"./, '"salt":"'), `${NO_ROW} a salt has another length.`],
    ['with a field more', (line) => line.replace('{', '{"more":1,'), `${NO_ROW} it has other fields than a row.`],
    [
      'with a text for its place',
      (line) => line.replace('"sequence":2', '"sequence":"2"'),
      `${NO_ROW} its sequence is no number.`,
    ],
    [
      'with a place of its own',
      (line) => line.replace('"sequence":2', '"sequence":10'),
      'Row 10, in line 3, is not in its place.',
    ],
    [
      'with a short hash',
      (line) => line.replace(/"leaf":"..../, '"leaf":"'),
      `${NO_ROW} it has a wrong hash or signature.`,
    ],
    [
      'with other last bits',
      (line) => line.replace(/.(=","proof")/, '/$1'),
      `${NO_ROW} it has a wrong hash or signature.`,
    ],
    ['that is no JSON', (line) => line.replace('}', ''), NO_ROW],
  ];

  itWithPython('refuses rows that are not as they were', async () => {
    const verdicts = await Promise.all(LINES.map(([, change]) => verify(changed(lines, 2, change))));
    expect(LINES.map(([what], index) => ({ what, ...verdicts[index] }))).toEqual(
      LINES.map(([what, , sentence]) => ({ what, code: 1, sentence: expect.stringContaining(sentence) })),
    );
  });

  itWithPython(
    'refuses rows that are missing, moved, there twice or too many, and what comes behind the end',
    async () => {
      const last = lines.at(-1) ?? '';
      const { leaf } = JSON.parse(lines[4] ?? '');
      const wrong: readonly (readonly [lines: readonly string[], sentence: string])[] = [
        [lines.toSpliced(3, 1), 'Row 3 is missing.'],
        [lines.toSpliced(0, 1), 'Row 0 is missing.'],
        [lines.toSpliced(9, 1), 'Row 9 is missing.'],
        [lines.toSpliced(3, 2, ...lines.slice(3, 5).toReversed()), 'Row 3 is missing.'],
        [lines.toSpliced(3, 0, ...lines.slice(3, 4)), 'Row 3, in line 5, is not in its place.'],
        [lines.slice(0, -1), 'EXPORT is cut off, or was lengthened: its last line is no checkpoint.'],
        [[...lines, '\n'], 'Expecting value'],
        [[...lines, last], 'Line 11 is no row of a log: it has other fields than a row.'],
        [changed(proved, 3, (line) => line.replace(/"leaf":"[^"]*"/, `"leaf":"${leaf}"`)), 'Row 3 was changed'],
        [
          changed(proved, 3, (line) =>
            line.replace(/"proof":.*/, `"proof":${JSON.stringify(JSON.parse(proved[4] ?? '').proof)}}`),
          ),
          'Row 3 is not the one that was logged: its proof does not lead to the checkpoint.',
        ],
      ];
      const verdicts = await Promise.all(wrong.map(([exported]) => verify(exported)));
      expect(verdicts).toEqual(wrong.map(([, sentence]) => ({ code: 1, sentence: expect.stringContaining(sentence) })));
    },
  );

  itWithPython('refuses a checkpoint that was changed, of another log, or of a log that was longer', async () => {
    const bolder = await World.create('sqlite', { PUBLIC_URL: 'https://keys.example.com' });
    const globex = await bolder.organization('Globex');
    await sealAll(bolder);
    const [foreign, foreignKey] = [await checkpointOf(bolder, globex.id), await vkeyOf(bolder)];
    const shorter = changed(lines.toSpliced(5, 5), 5, () => `${JSON.stringify({ checkpoint: earlier })}\n`);
    const wrong: readonly (readonly [verdict: Promise<Verdict>, sentence: string])[] = [
      [verify(lines, checkpoint.replace('\n10\n', '\n11\n')), 'CHECKPOINT is not signed with the key VKEY.'],
      [verify(lines, checkpoint.replace('\n10\n', '\n010\n')), 'CHECKPOINT is no checkpoint.'],
      [verify(lines, `${checkpoint}more\n`), 'CHECKPOINT is no checkpoint.'],
      [verify(lines, foreign), 'CHECKPOINT is not signed with the key VKEY.'],
      [verify(lines, foreign, foreignKey), 'The last line of EXPORT is not signed with the key VKEY.'],
      [verify(shorter), 'EXPORT ends with 5 rows, and CHECKPOINT knows 10.'],
    ];
    for (const [verdict, sentence] of wrong) expect(await verdict).toEqual({ code: 1, sentence });
    expect(await verify(shorter, earlier)).toEqual({
      code: 0,
      sentence: `All rows of ${origin} from 0 to 4 were verified.`,
    });
  });

  itWithPython(
    'says what it cannot tell: a key that is none, a part of a log without proofs, a file that is not there',
    async () => {
      const part = [
        ...lines.slice(3, 5),
        changed(lines.slice(-1), 0, (line) => line.replace('}', ',"filter":{"until":1}}')).join(''),
      ];
      const provedPart = [...proved.slice(3, 5), ...part.slice(-1)];
      const unusable: readonly (readonly [verdict: Promise<Verdict>, sentence: string])[] = [
        [verify(lines, checkpoint, vkey.replace('+', '+0')), 'VKEY is not the public key of a log, or it is damaged.'],
        [
          verify(lines, checkpoint, vkey.replace('keys', 'keyz')),
          'VKEY is not the public key of a log, or it is damaged.',
        ],
        [verify(part), 'Row 3 has no proof: make the export with --proofs.'],
        [verify(provedPart, earlier), 'EXPORT ends with 10 rows, CHECKPOINT with 5: use --checkpoint.'],
      ];
      for (const [verdict, sentence] of unusable) expect(await verdict).toEqual({ code: 2, sentence });
      expect(await verify(provedPart)).toEqual({
        code: 0,
        sentence: `2 of 10 rows of ${origin} were verified, 0 of them without their content. Which others there are is not shown.`,
      });
    },
  );

  itWithPython('is a command that says what it found, with its exit code', async () => {
    const folder = await newFolder();
    const [exported, kept] = [path.join(folder, 'log.ndjson'), path.join(folder, 'checkpoint')];
    const run = (...args: string[]) => {
      const { status, stdout, stderr } = spawnSync('python3', ['docs/audit-verifier.py', ...args], {
        encoding: 'utf8',
      });
      return [status, stdout, stderr];
    };
    writeFileSync(exported, lines.join(''));
    writeFileSync(kept, checkpoint);
    expect(run(exported, kept, vkey)).toEqual([0, `All rows of ${origin} from 0 to 9 were verified.\n`, '']);
    writeFileSync(exported, lines.toSpliced(3, 1).join(''));
    expect(run(exported, kept, vkey)).toEqual([1, '', 'Row 3 is missing.\n']);
    expect(run(exported, kept)).toEqual([2, '', 'usage: audit-verifier.py EXPORT CHECKPOINT VKEY\n']);
    expect(run(path.join(folder, 'none'), kept, vkey)).toEqual([2, '', expect.stringContaining('No such file')]);
  });

  it('has 150 lines at most, and imports nothing but the standard library', () => {
    const text = readFileSync('docs/audit-verifier.py', 'utf8');
    expect(text.split('\n').length - 1).toBeLessThanOrEqual(150);
    expect(text.match(/^(?:import|from) .*/gm)).toEqual([
      'import base64, functools, hashlib, itertools, json, pathlib, re, subprocess, sys, tempfile',
    ]);
  });
});
