import { copyFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { cut } from '../support/pageBlocks';
import { newFolder, serveProgram } from '../support/program';
import { request } from '../support/request';
import { runInProcess } from '../support/runInProcess';
import { isInstalled, Shell } from '../support/Shell';
import { waitUntil } from '../support/waitUntil';
import { SECRET } from '../support/world';

/** The blocks of the page, as they are run. */
const BLOCKS = {
  keep: cut('docs/auditing.md', 'keep'),
  export: cut('docs/auditing.md', 'export'),
  verify: cut('docs/auditing.md', 'verify'),
  'verify-here': cut('docs/auditing.md', 'verify-here'),
  prove: cut('docs/auditing.md', 'prove'),
  erase: cut('docs/auditing.md', 'erase'),
} as const;
const isRun = isInstalled('python3') && isInstalled('curl');
const itWithBoth = isRun ? it : it.skip;

/** A line of an export, as far as the page shows it. */
type Line = Readonly<Record<string, unknown>>;

describe(`docs/auditing.md${isRun ? '' : ' (skipped: python3 or curl is not installed)'}`, () => {
  itWithBoth('leads from a checkpoint to an export that is verified, a proof, and an erased person', async () => {
    const file = path.join(await newFolder(), 'latchkey.sqlite');
    const environment = {
      DATABASE_URL: `sqlite:${file}`,
      LATCHKEY_SECRET: SECRET,
      PUBLIC_URL: 'https://keys.example.com',
    };
    const init = ['init', '--organization', 'Acme', '--email', 'ada@acme.example', '--name', 'Ada', '--json'];
    const made = JSON.parse((await runInProcess(init, { environment })).stdout);
    const server = await serveProgram({ environment });
    const headers = { 'content-type': 'application/json' };
    const signIn = 'mutation ($input: SignInInput!) { signIn(input: $input) { userErrors { code } } }';
    const variables = { input: { email: 'ada@acme.example', password: made.user.password } };
    const body = JSON.stringify({ query: signIn, variables });
    await request(server.url, { method: 'POST', path: '/graphql', headers, body });
    const database = new BetterSqlite3(file, { readonly: true });
    const isSealed = () =>
      database.prepare('SELECT COUNT(*) AS "count" FROM "audit_event" WHERE "sequence" IS NULL').pluck().get() === 0 &&
      database.prepare('SELECT COUNT(*) AS "count" FROM "audit_tree" WHERE "id" <> \'server\'').pluck().get() === 1;
    await waitUntil('the rows are sealed', isSealed);
    const member = database.prepare('SELECT "id" FROM "membership"').pluck().get();

    const key = { LATCHKEY_KEY: made.apiKey.value, MEMBER: String(member) };
    const shell = await Shell.open({ ...environment, ...key });
    copyFileSync('docs/audit-verifier.py', path.join(shell.folder, 'audit-verifier.py'));
    const [latchkey = ''] = cut('docs/operating.md', 'command-line').split('\n');
    const run = (name: keyof typeof BLOCKS, also = '') =>
      shell.run(`${latchkey}\n${also}\n${BLOCKS[name].replaceAll('http://localhost:4000', server.url)}`);
    const read = (name: string): Line[] =>
      readFileSync(path.join(shell.folder, name), 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));

    await run('keep');
    await run('export');
    const origin = `keys.example.com/audit/${made.organization.id}`;
    expect(await run('verify')).toMatch(new RegExp(`^All rows of ${origin} from 0 to \\d+ were verified\\.\n$`));
    const shown = cut('docs/auditing.md', 'lines')
      .trimEnd()
      .split('\n')
      .map((line): Line => JSON.parse(line));
    const lines = read('log.ndjson');
    expect([lines[0], lines.at(-1)].map((line) => Object.keys(line ?? {}))).toEqual(
      shown.map((line) => Object.keys(line)),
    );
    expect(await run('verify-here')).toMatch(/^The checkpoint of \d+ rows was verified\.$/m);
    const event = Object(lines[0]?.event).id; // Of a row that is shown.
    expect(await run('prove', `EVENT=${event}`)).toMatch(
      new RegExp(`^1 of \\d+ rows of ${origin} were verified, 1 of them without their content\\.`),
    );
    expect(await run('erase')).toMatch(/^Rows of which something was erased: [1-9]/);
    await run('export');
    expect(await run('verify')).toContain('were verified.\n');
    expect(JSON.stringify(read('log.ndjson'))).not.toContain('Ada');
    database.close();
  });
});
