import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { commandOn } from '../support/commandOn';
import { endAfter } from '../support/leftOpen';
import { cut } from '../support/pageBlocks';
import { newFolder } from '../support/program';
import { statesOf, statusesOf, use } from '../support/rotations';
import { isInstalled } from '../support/Shell';
import { times } from '../support/times';
import { sharedWorld, type TestKey, type TestOrganization } from '../support/world';

const ID = '01a22776cf787826a72ddaa6b9e109c8';
const itWithPython = isInstalled('python3') ? it : it.skip;
const itWithLong = process.env.LONG === 'on' ? itWithPython : it.skip;
const note = isInstalled('python3') ? '' : ' (skipped in part: python3 is not installed)';

/** A run of the script. Shape: `step` at which it was killed; null where it ended, with `code`. */
interface Run {
  readonly step: string | null;
  readonly code?: number | string;
  readonly exposed: readonly string[];
  readonly calls: readonly string[];
}

/** The script of the page, in a folder with the value of a key. */
class KeyFolder {
  private constructor(
    private readonly folder: string,
    private readonly child: ChildProcess,
    private readonly answers: AsyncIterator<string>,
  ) {}

  static async with(value: string, url: string): Promise<KeyFolder> {
    const parent = await newFolder();
    const folder = path.join(parent, 'keys');
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'key'), value, { mode: 0o600 });
    writeFileSync(path.join(parent, 'rotate.py'), cut('docs/rotating.md', 'rotate.py'));
    const environment = { PATH: process.env.PATH, LATCHKEY_URL: url, KEY_FOLDER: folder };
    const script = [path.resolve('test/support/killAtStep.py'), path.join(parent, 'rotate.py')];
    const child = spawn('python3', script, { env: environment, stdio: ['pipe', 'pipe', 'inherit'] });
    endAfter('test', () => child.kill('SIGKILL'));
    return new KeyFolder(folder, child, createInterface({ input: child.stdout })[Symbol.asyncIterator]());
  }

  /** Runs the script. Shape: `killAt` as `line 3` or `call 3`, its step at which it is killed. */
  async run(killAt = 'end'): Promise<Run> {
    this.child.stdin?.write(`${killAt}\n`);
    return JSON.parse((await this.answers.next()).value);
  }

  /** A value on the disk; null where there is no such file. */
  valueIn(name: 'key' | 'key.new'): string | null {
    const file = path.join(this.folder, name);
    return existsSync(file) ? readFileSync(file, 'utf8') : null;
  }
}

describe(`docs/rotating.md${note}`, () => {
  const world = sharedWorld('sqlite');
  let acme: TestOrganization;
  let key: TestKey;

  beforeEach(async () => {
    world().now = Date.now(); // The command line has the real clock.
    acme = await world().organization();
    key = await world().key(acme, { scopes: ['workspace.process:read', 'workspace.api_key:rotate_self'] });
  });

  /** Runs the commands of a block for the key. Shape: what they printed. */
  async function run(block: string): Promise<string[]> {
    const printed: string[] = [];
    for (const [, words = ''] of block.replaceAll(ID, key.id).matchAll(/latchkey ([^>\n)]+)/g)) {
      const { code, stdout, stderr } = await commandOn(world(), acme, words.trim().split(' '));
      expect([words, code, stderr]).toEqual([words, 0, '']);
      printed.push(stdout.trim());
    }
    return printed;
  }

  const states = () => statesOf(world(), acme.key, key);

  it('leads from a key that ends soon to one that does not, without a refused request', async () => {
    await world().rows('UPDATE "api_key" SET "expiresAt" = $1 WHERE "id" = $2', [world().now + 86_400_000, key.id]);
    expect((await run(cut('docs/rotating.md', 'soon')))[0]).toContain(key.id);
    const [value = ''] = await run(cut('docs/rotating.md', 'rotate'));
    expect(await statusesOf(world(), key, { ...key, value })).toEqual([200, 200]);
    await use(world(), { ...key, value });
    const [shown] = await run(cut('docs/rotating.md', 'finish'));
    expect(shown).toMatch(/^2 +CURRENT .*\n1 +RETIRING /m);
    expect(await states()).toEqual(['2 CURRENT', '1 RETIRED']);
    expect((await run(cut('docs/rotating.md', 'soon').split('\n')[0] ?? ''))[0]).toBe('There are no such keys.');
  });

  it('lets the earlier secret of many instances end once it is silent', async () => {
    await run(cut('docs/rotating.md', 'silent'));
    const sql = 'SELECT "finish", "graceMs" FROM "api_key_secret" WHERE "apiKeyId" = $1 AND "number" = 2';
    expect(await world().rows(sql, [key.id])).toEqual([{ finish: 'SILENT', graceMs: 7 * 86_400_000 }]);
  });

  it('refuses every earlier value after a leak', async () => {
    const [value = ''] = await run(cut('docs/rotating.md', 'leak'));
    expect(await statusesOf(world(), key, { ...key, value })).toEqual([401, 200]);
  });

  itWithPython('makes a key that rotates itself from a cron job', async () => {
    const [value = ''] = await run(cut('docs/rotating.md', 'first-value'));
    const folder = await newFolder();
    writeFileSync(path.join(folder, 'rotate.py'), cut('docs/rotating.md', 'rotate.py'));
    writeFileSync(path.join(folder, 'key'), value);
    const [, command = ''] = /^[\d* ]+ (.*)$/m.exec(cut('docs/rotating.md', 'crontab')) ?? [];
    const here = command
      .replace('https://keys.example.com', world().url)
      .replace('/var/lib/import/key', folder)
      .replace('/usr/local/lib', folder);
    world().now = Date.now();
    await promisify(execFile)('sh', ['-c', here]);
    const own = { ...key, value: readFileSync(path.join(folder, 'key'), 'utf8') };
    expect(await statusesOf(world(), own, { ...key, value })).toEqual([200, 401]);
  });

  itWithPython('the script writes the new value down before it is used, and ends the earlier one last', async () => {
    const folder = await KeyFolder.with(key.value, world().url);
    const { code, exposed, calls } = await folder.run();
    expect({ code, exposed }).toEqual({ code: 0, exposed: [] });
    expect(calls).toEqual([
      'ask',
      'ask',
      'write key.part',
      'fsync key.part',
      'rename key.part key.new',
      'fsync keys',
      'ask',
      'rename key.new key',
      'fsync keys',
      'ask',
    ]);
    expect(await states()).toEqual(['2 CURRENT', '1 RETIRED']);
  });

  /** Kills the script at each of its steps, or each so many, and runs it again. Shape: how many steps there were. */
  async function killAtEach(kind: 'line' | 'call', every = 1): Promise<number> {
    const folder = await KeyFolder.with(key.value, world().url);
    for (let at = 1; ; at += every) {
      const { step, exposed } = await folder.run(`${kind} ${at}`);
      if (step === null) return at - 1;
      const [own, next] = [folder.valueIn('key') ?? '', folder.valueIn('key.new')];
      const [status] = await statusesOf(world(), { ...key, value: own });
      expect({ step, status, exposed }).toEqual({ step, status: 200, exposed: [] });
      const { code } = await folder.run();
      const left = folder.valueIn('key') ?? '';
      const ended = [own, next ?? own].filter((value) => value !== left);
      const statuses = await statusesOf(world(), ...[left, ...ended].map((value) => ({ ...key, value })));
      const isOver = folder.valueIn('key.new') === null;
      const [newest = '', ...earlier] = (await states()).map((each) => each.replace(/^\d+ /, ''));
      const isAlone = newest === 'CURRENT' && earlier.every((state) => state === 'RETIRED' || state === 'CANCELLED');
      const found = { step, code, isOver, isAlone, statuses };
      expect(found).toEqual({ step, code: 0, isOver: true, isAlone: true, statuses: [200, ...ended.map(() => 401)] });
    }
  }

  itWithPython('the script may be killed before and after each call that matters: the next run ends it', async () => {
    // What a run leaves after a call, it leaves before the one that follows, too.
    expect(await killAtEach('call', times({ usual: 2, long: 1 }))).toBe(20);
    expect(world().logLines.filter((line) => line.includes('lks_'))).toEqual([]);
  });

  itWithLong('the script may be killed before each of its lines, too', async () => {
    expect(await killAtEach('line')).toBeGreaterThan(40);
  });

  itWithPython('the script says in one sentence what is missing, or wrong, and ends with 1', async () => {
    const folder = await newFolder();
    const script = path.join(folder, 'rotate.py');
    writeFileSync(script, cut('docs/rotating.md', 'rotate.py'));
    const [none = '', empty = '', full = '', odd = '', marked = ''] = ['none', 'empty', 'full', 'odd', 'marked'].map(
      (name) => path.join(folder, name),
    );
    for (const made of [empty, full, odd, marked]) mkdirSync(made);
    writeFileSync(path.join(full, 'key'), key.value);
    writeFileSync(path.join(odd, 'key'), `Key: ${key.value}`);
    writeFileSync(path.join(marked, 'key'), `\ufeff${key.value}`, 'utf16le'); // As some editors save it.
    const missing = 'No such file or directory. Mend that, and run this again.';
    const wrong = [
      [undefined, full, 'Set LATCHKEY_URL.'],
      [world().url, none, `${none}: ${missing}`],
      [world().url, empty, `${empty}/key: ${missing}`],
      [world().url, odd, `${odd}/key should hold the value of a key, and nothing else.`],
      [world().url, marked, `${marked}/key should hold the value of a key, and nothing else.`],
      [`${world().url}/graphql/`, full, '/graphql/graphql answers 404. See whether LATCHKEY_URL is right'],
      ['keys.example.com', full, 'No answer came from keys.example.com/graphql: '],
      ['http://keys example', full, 'No answer came from http://keys example/graphql: '],
    ] as const;
    for (const [LATCHKEY_URL, KEY_FOLDER, sentence] of wrong) {
      const env = { PATH: process.env.PATH, LATCHKEY_URL, KEY_FOLDER };
      const { code, stderr } = await promisify(execFile)('python3', [script], { env }).catch((failure) => failure);
      expect([code, stderr.trimEnd().split('\n')]).toEqual([1, [expect.stringContaining(sentence)]]);
      expect(stderr).not.toContain('lks_');
    }
  });

  itWithPython(
    'the script leaves both files as they are where neither value works, and where no answer comes',
    async () => {
      const folder = await KeyFolder.with(key.value, world().url);
      await folder.run('call 13'); // The new value is there, and nobody has used it.
      const files = () => [folder.valueIn('key'), folder.valueIn('key.new')];
      const before = files();
      await commandOn(world(), acme, ['keys', 'disable', key.id]);
      expect((await folder.run()).code).toBe('Neither value works: ask whoever manages the key.');
      expect(files()).toEqual(before);
      await commandOn(world(), acme, ['keys', 'enable', key.id]);
      expect((await folder.run()).code).toBe(0);
      expect(files()).toEqual([before[1], null]);
      const nobody = await KeyFolder.with(key.value, 'http://127.0.0.1:1');
      expect((await nobody.run()).code).toMatch(/^No answer came from \S+\/graphql: .* try again later\.$/);
      expect(nobody.valueIn('key')).toBe(key.value);
    },
  );
});
