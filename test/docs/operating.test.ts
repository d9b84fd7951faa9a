import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Config, loadConfig } from '../../src/config';
import { newId } from '../../src/id';
import { withSecretFiles } from '../../src/withSecretFiles';
import { commandOn } from '../support/commandOn';
import { onServer } from '../support/engines';
import { firstKeyOf } from '../support/firstKeyOf';
import { freePort } from '../support/freePort';
import { readMetrics } from '../support/metrics';
import { tokenOf, withToken } from '../support/oauth';
import { cut } from '../support/pageBlocks';
import { addPerson, signedIn } from '../support/people';
import { runCommand } from '../support/program';
import { request } from '../support/request';
import { Shell } from '../support/Shell';
import { selfSigned } from '../support/selfSigned';
import { Visitor } from '../support/Visitor';
import { basic, SECRET, World } from '../support/world';

/** What Prometheus reads of its settings. */
interface PrometheusSettings {
  readonly scrape_configs: readonly { readonly static_configs: readonly { readonly targets: readonly string[] }[] }[];
  readonly rule_files: readonly string[];
}

const { load: loadYaml } = require('js-yaml') as { load(text: string): PrometheusSettings }; // It comes without types.

const CLUSTER = process.env.TEST_POSTGRES_URL ?? '';

/** What the settings of a block are, once a shell has read them. */
async function settingsOf(
  block: string,
  files: Readonly<Record<string, string>> = {},
): Promise<Record<string, string>> {
  const shell = await Shell.open();
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(shell.folder, name), text);
  const shown = await shell.run(`${block}node -p 'JSON.stringify(process.env)'`);
  return JSON.parse(shown);
}

/** The settings of a block, with what stands in the files that it names. */
async function configOf(block: string, files: Readonly<Record<string, string>>): Promise<Config> {
  const settings = await settingsOf(block, files);
  const named = Object.entries(settings).filter(([name]) => name.endsWith('_FILE'));
  const found = named.map(([name, file]) => [name, path.join(settings.PWD ?? '', file)]);
  return loadConfig(withSecretFiles(Object.fromEntries(found)));
}

async function viewerOf(url: string, value: string, headers: Record<string, string> = {}): Promise<unknown> {
  const sent = { 'content-type': 'application/json', authorization: basic(value), ...headers };
  const body = '{"query":"{ viewer { name } }"}';
  const { text } = await request(url, { method: 'POST', path: '/graphql', headers: sent, body });
  return JSON.parse(text);
}

const FIRST_KEY = { data: { viewer: { name: 'First key' } } };

describe('docs/operating.md', () => {
  it('leads to a production server on a PostgreSQL that a plain role owns', async () => {
    const role = `role_${newId(Date.now())}`;
    for (const statement of cut('docs/operating.md', 'postgres').split(';\n').filter(Boolean)) {
      await onServer(statement.replaceAll('latchkey', role));
    }
    const shell = await Shell.open({ PORT: '0' });
    const settings = cut('docs/operating.md', 'settings')
      .replace('HOST=0.0.0.0', 'HOST=127.0.0.1')
      .replace('postgres://latchkey:a-password@db:5432/latchkey', `${new URL(CLUSTER).host}/${role}`)
      .replace('DATABASE_URL=', `DATABASE_URL=postgres://${role}:a-password@`)
      .replace('10.0.0.0/8', '127.0.0.1');
    await shell.run(cut('docs/operating.md', 'build'));
    const made = await shell.run(`${settings}${cut('docs/operating.md', 'init')}`);
    const [key = ''] = /lko_\w+:lks_\w+/.exec(made) ?? [];
    const url = await shell.start(`${settings}${cut('docs/operating.md', 'serve')}`).printed(/"url":"([^"]+)"/);
    expect(await viewerOf(url, key, { 'x-forwarded-proto': 'https' })).toEqual(FIRST_KEY);
    expect(await viewerOf(url, key)).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
  });

  it('reads secrets out of files', async () => {
    const files = { 'latchkey.secret': `${SECRET}\n` };
    const { secret, database } = await configOf(cut('docs/operating.md', 'secret-files'), files);
    expect([secret, database]).toEqual([
      SECRET,
      { engine: 'postgres', url: 'postgres://latchkey:a-password@db:5432/latchkey' },
    ]);
  });

  it('makes, lists and deletes a key from the command line', async () => {
    const shell = await Shell.open({ LATCHKEY_SECRET: SECRET });
    await runCommand(['init', '--organization', 'Acme', '--email', 'ada@acme.example'], {
      environment: { LATCHKEY_SECRET: SECRET },
      folder: shell.folder,
    });
    const [latchkey, create, list, remove] = cut('docs/operating.md', 'command-line').split('\n');
    expect(await shell.run(`${latchkey}\n${create}`)).toMatch(/^lko_\w{16}:lks_\w{49}\n$/);
    const listed = await shell.run(`${latchkey}\n${list}`);
    const id = /^(\w{32}) .*Nightly import$/m.exec(listed)?.[1] ?? '';
    expect(await shell.run(`${latchkey}\n${remove?.replace(/\w{32}/, id)}`)).toBe(`Deleted ${id}.\n`);
  });

  it('sets a key policy in three steps, and has a blocked key comply', async () => {
    const world = await World.create('sqlite');
    world.now = Date.now(); // The command line has the real clock.
    const acme = await world.organization();
    const lines = cut('docs/operating.md', 'policy').trim().split('\n');
    const told = [];
    for (const line of lines) told.push((await commandOn(world, acme, line.split(' ').slice(1))).stdout);
    expect(told).toEqual([
      expect.stringMatching(/^1 key would not comply\. .*\n.*\n\w+ +NOTE +never +Key\n$/),
      expect.stringMatching(/^max-lifetime-days +180$/m),
      'There are no such keys.\n',
    ]);
    await commandOn(world, acme, ['policy', 'set', '--enforced-from', '0d']);
    const healing = cut('docs/operating.md', 'comply').replaceAll('01a22776cf787826a72ddaa6b9e109c8', acme.key.id);
    const shown = [];
    for (const line of healing.trim().split('\n')) {
      const [, ...words] = [...line.matchAll(/'([^']+)'|(\S+)/g)].map(([, quoted, word = '']) => quoted ?? word);
      shown.push((await commandOn(world, acme, words)).stdout);
    }
    const breaks = expect.stringMatching(/^status +BLOCKED$(?:.|\n)*^policy +breaks NOTE$/m);
    expect(shown).toEqual([breaks, `Changed ${acme.key.id}.\n`]);
  });

  it('sends traces to the receiver that it names', async () => {
    expect(loadConfig(await settingsOf(cut('docs/operating.md', 'traces'))).tracing).toEqual({
      url: 'http://collector:4318/v1/traces',
      serviceName: 'latchkey',
    });
  });

  it('shows what the doctor prints', async () => {
    const shell = await Shell.open({ LATCHKEY_SECRET: SECRET });
    const folder = path.join(shell.folder, 'data');
    await shell.run('node dist/src/main.js init --organization Acme --email ada@acme.example');
    await shell.run('chmod 700 data; chmod 644 data/latchkey.sqlite');
    const [latchkey = ''] = cut('docs/operating.md', 'command-line').split('\n');
    const left = `export HOST=0.0.0.0 LATCHKEY_SECRET='another secret that is long enough as well'\n${latchkey}\n`;
    const command = cut('docs/operating.md', 'doctor');
    const { code, stdout, stderr } = await shell.start(`${left}${command}`).ended;
    expect([code, stderr]).toEqual([1, '1 check failed, 2 warnings.\n']);
    const printed = stdout.replaceAll(folder, '/var/lib/latchkey').replace(/User \d+ may/, 'User 0 may');
    expect(printed).toBe(cut('docs/operating.md', 'doctor-output'));
  });

  it('speaks HTTPS with a certificate of its own', async () => {
    const shell = await Shell.open({ PORT: '0', LATCHKEY_SECRET: SECRET });
    const { certificate, privateKey } = selfSigned();
    writeFileSync(path.join(shell.folder, 'cert.pem'), certificate);
    writeFileSync(path.join(shell.folder, 'key.pem'), privateKey);
    const settings = cut('docs/operating.md', 'https').replaceAll('/etc/latchkey', shell.folder);
    const url = await shell.start(`${settings}${cut('docs/operating.md', 'serve')}`).printed(/"url":"(https[^"]+)"/);
    expect((await request(url, { path: '/readyz' })).text).toBe('{"status":"ready"}');
  });

  it('serves with four workers', async () => {
    const shell = await Shell.open({ PORT: '0', LATCHKEY_SECRET: SECRET });
    const serving = shell.start(cut('docs/operating.md', 'workers'));
    await serving.printed(/(?:a worker listens[\s\S]*){3}(a worker listens)/);
    const url = await serving.printed(/"url":"([^"]+)"/);
    expect((await request(url, { path: '/readyz' })).status).toBe(200);
  });

  it('answers metrics where Prometheus is told to read them', async () => {
    const port = String(await freePort());
    const shell = await Shell.open({ PORT: '0', LATCHKEY_SECRET: SECRET });
    const serving = shell.start(cut('docs/operating.md', 'metrics').replace('9464', port).replace('--workers 4', ''));
    await serving.printed(/"msg":"(listening)"/);
    const { scrape_configs, rule_files } = loadYaml(cut('docs/operating.md', 'prometheus').replace('9464', port));
    const [target] = scrape_configs[0]?.static_configs[0]?.targets ?? [];
    expect((await readMetrics(`http://${target}`)).get('latchkey_workers')).toBe(1);
    expect(rule_files).toEqual(['alerts.yaml']);
  });

  it('replaces the master secret in two steps, in neither of which anything that works is refused', async () => {
    const files = { 'latchkey.secret': SECRET, 'new.secret': 'another secret that is long enough as well' };
    const accepting = await configOf(cut('docs/operating.md', 'accept'), files);
    const using = await configOf(cut('docs/operating.md', 'use'), files);
    const secretsOf = ({ secret, previousSecrets }: typeof accepting) => ({ secret: secret ?? '', previousSecrets });
    const before = await World.create('sqlite', { PUBLIC_URL: 'http://keys.example.com' });
    const first = await before.secondServer(secretsOf(accepting));
    const second = await before.secondServer(secretsOf(using));
    const neighbours = [
      [before, first],
      [first, before],
      [first, second],
      [second, first],
    ] as const;
    for (const [maker, checker] of neighbours) {
      const acme = await maker.organization();
      const token = await tokenOf(maker.url, acme.key);
      const { token: session } = await signedIn(maker, await addPerson(maker, acme));
      await maker.process(acme, 'First');
      await maker.process(acme, 'Second');
      const page = (after: string | null) =>
        `{ processes(first: 1, after: ${JSON.stringify(after)}) { edges { node { name } } pageInfo { endCursor } } }`;
      const { processes } = (await maker.as(acme.key).run(page(null))).body.data;
      const next = page(processes.pageInfo.endCursor);
      const answers = await Promise.all([
        checker.as(acme.key).run(next),
        withToken(checker.url, token).run(next),
        new Visitor(checker, session).run(next),
      ]);
      const names = answers.map(({ body }) => [processes, body.data.processes].map(({ edges }) => edges[0].node.name));
      expect(names.map((both) => both.sort())).toEqual(Array(3).fill(['First', 'Second']));
    }
  });

  it('rotates the signing keys, and ends every token where they leaked', async () => {
    const shell = await Shell.open({ PORT: '0', LATCHKEY_SECRET: SECRET });
    const serving = shell.start(cut('docs/operating.md', 'serve'));
    const url = await serving.printed(/"url":"([^"]+)"/);
    const [user = '', pass = ''] = (await firstKeyOf(serving)).split(':');
    const token = await tokenOf(url, { id: '', value: `${user}:${pass}`, user, pass });
    const [latchkey] = cut('docs/operating.md', 'command-line').split('\n');
    const [rotate, leaked] = cut('docs/operating.md', 'signing-keys').split('\n');
    const statusOf = async () => (await withToken(url, token).run('{ viewer { name } }')).status;
    await shell.run(`${latchkey}\n${rotate}`);
    expect(await statusOf()).toBe(200);
    await shell.run(`${latchkey}\n${leaked}`);
    expect(await statusOf()).toBe(401);
  });

  it('hands invitations to the mail server that is set', async () => {
    expect(loadConfig(await settingsOf(cut('docs/operating.md', 'mail'))).mail).toEqual({
      url: 'smtps://latchkey:a-password@mail.example.com:465',
      from: 'Latchkey <keys@example.com>',
    });
  });

  it('lists what waits to be sent, and has it sent', async () => {
    const shell = await Shell.open({ LATCHKEY_SECRET: SECRET });
    await runCommand(['migrate'], { environment: { LATCHKEY_SECRET: SECRET }, folder: shell.folder });
    const [latchkey] = cut('docs/operating.md', 'command-line').split('\n');
    const told = await shell.run(`${latchkey}\n${cut('docs/operating.md', 'outbox')}`);
    expect(told).toBe('Nothing waits.\nDue now: 0.\n');
  });

  it('adds scopes of a file to the catalogue', async () => {
    const shell = await Shell.open({ SCOPES_FILE: 'scopes.json', LATCHKEY_SECRET: SECRET });
    writeFileSync(path.join(shell.folder, 'scopes.json'), cut('docs/operating.md', 'scopes'));
    expect(await shell.run('node dist/src/main.js scopes')).toMatch(
      /^workspace\.report:read +ORGANIZATION PROCESS +List and open reports\.$/m,
    );
  });
});
