import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { addScopesFile, MAX_SCOPES_LENGTH } from '../../src/access/addScopesFile';
import type { RoleName } from '../../src/access/ScopeName';
import { SHIPPED_SCOPES } from '../../src/access/SHIPPED_SCOPES';
import { scopesOfRole } from '../../src/access/scopesOfRole';
import { StartError } from '../../src/errors';
import { newFolder, runCommand } from '../support/program';
import { SECRET } from '../support/world';

const ARCHIVE = {
  name: 'workspace.archive:read',
  title: 'Read the archive',
  description: 'List and open archived collections.',
  group: 'Archive',
  grantableTo: ['ORGANIZATION', 'PROCESS'],
} as const;

async function fileWith(content: string): Promise<string> {
  const file = path.join(await newFolder(), 'scopes.json');
  await writeFile(file, content);
  return file;
}

/** The faults of a file. Shape: one line each, without what every line begins with. */
function faultsOf(file: string): string[] {
  try {
    addScopesFile(SHIPPED_SCOPES, file);
  } catch (error) {
    if (!(error instanceof StartError) || error.exitCode !== 2) throw error;
    return error.message.split('\n').map((line) => line.replace(`Bad setting: SCOPES_FILE ${file}: `, ''));
  }
  return [];
}

describe('the scopes file', () => {
  it('adds its scopes after those of the server, and changes none of these', async () => {
    const file = await fileWith(JSON.stringify([ARCHIVE, { ...ARCHIVE, name: 'workspace.archive.page:read' }]));
    expect(addScopesFile(SHIPPED_SCOPES, file)).toEqual([
      ...SHIPPED_SCOPES,
      { ...ARCHIVE, roles: [] },
      { ...ARCHIVE, name: 'workspace.archive.page:read', roles: [] },
    ]);
  });

  it('gives a scope to users where it joins a group that users hold whole', async () => {
    const [files, processes] = ['Files', 'Processes'].map((group) => ({ ...ARCHIVE, group }));
    const ofProcesses = { ...processes, name: 'workspace.archive.page:read' };
    const catalogue = addScopesFile(SHIPPED_SCOPES, await fileWith(JSON.stringify([files, ofProcesses])));
    const added = (role: RoleName) => [...scopesOfRole(role, catalogue)].filter((name) => name.includes('archive'));
    expect(added('USER')).toEqual(['workspace.archive:read']);
    expect(added('ADMIN')).toEqual(['workspace.archive:read', 'workspace.archive.page:read']);
  });

  it('may be empty of scopes', async () => {
    expect(addScopesFile(SHIPPED_SCOPES, await fileWith('[]'))).toEqual(SHIPPED_SCOPES);
  });

  it('is refused when it is not there', () => {
    expect(faultsOf('/nowhere/scopes.json')).toEqual([
      "it cannot be read as JSON: ENOENT: no such file or directory, open '/nowhere/scopes.json'.",
    ]);
  });

  it('is refused when it is a folder', async () => {
    const folder = path.join(await newFolder(), 'scopes.json');
    await mkdir(folder);
    expect(faultsOf(folder)).toEqual(['it cannot be read as JSON: EISDIR: illegal operation on a directory, read.']);
  });

  it('is refused when it is not JSON', async () => {
    expect(faultsOf(await fileWith('workspace.archive:read'))).toEqual([
      expect.stringMatching(/^it cannot be read as JSON: Unexpected token .*\.$/),
    ]);
  });

  it('may begin with a byte order mark, as some editors write it', async () => {
    expect(addScopesFile(SHIPPED_SCOPES, await fileWith(`\ufeff${JSON.stringify([ARCHIVE])}`)).at(-1)?.name).toBe(
      ARCHIVE.name,
    );
  });

  it('is refused by its encoding where that is not UTF-8', async () => {
    const file = await fileWith('');
    await writeFile(file, Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('[]', 'utf16le')]));
    expect(faultsOf(file)).toEqual(['it cannot be read as JSON: it is not UTF-8: save it in that encoding.']);
  });

  it.each(['{}', 'null', '"workspace.archive:read"', '1'])('is refused when it is no list: %s', async (content) => {
    expect(faultsOf(await fileWith(content))).toEqual([`it holds ${content}; accepted: a JSON array.`]);
  });

  it('is refused with every fault of every entry at once', async () => {
    const entries = [
      ARCHIVE,
      'workspace.archive:write',
      null,
      [],
      {},
      { ...ARCHIVE, name: 'workspace.archive:Write' },
      { ...ARCHIVE, name: 'workspace.process:read' },
      ARCHIVE,
      { ...ARCHIVE, name: 'workspace.archive:a', title: '', description: 1, group: '\u200b ' },
      { ...ARCHIVE, name: 'workspace.archive:b', grantableTo: [] },
      { ...ARCHIVE, name: 'workspace.archive:c', grantableTo: 'PROCESS' },
      { ...ARCHIVE, name: 'workspace.archive:d', grantableTo: ['PROCESS', 'MEMBER'] },
    ];
    expect(faultsOf(await fileWith(JSON.stringify(entries)))).toEqual([
      'entry 2: it is "workspace.archive:write"; accepted: an object.',
      'entry 3: it is null; accepted: an object.',
      'entry 4: it is []; accepted: an object.',
      'entry 5: name is missing; accepted: a text with a visible character.',
      'entry 5: title is missing; accepted: a text with a visible character.',
      'entry 5: description is missing; accepted: a text with a visible character.',
      'entry 5: group is missing; accepted: a text with a visible character.',
      'entry 5: grantableTo is missing; accepted: a list of ORGANIZATION, PROCESS.',
      'entry 6: name is "workspace.archive:Write"; accepted: workspace.<resource>:<action> in lower snake case.',
      'entry 7: name is "workspace.process:read", which is taken.',
      'entry 8: name is "workspace.archive:read", which is taken.',
      'entry 9: title is ""; accepted: a text with a visible character.',
      'entry 9: description is 1; accepted: a text with a visible character.',
      'entry 9: group is "\u200b "; accepted: a text with a visible character.',
      'entry 10: grantableTo is []; accepted: a list of ORGANIZATION, PROCESS.',
      'entry 11: grantableTo is "PROCESS"; accepted: a list of ORGANIZATION, PROCESS.',
      'entry 12: grantableTo is ["PROCESS","MEMBER"]; accepted: a list of ORGANIZATION, PROCESS.',
    ]);
  });

  it('may be so long that a key with all scopes fits in a header, and no longer', async () => {
    const shipped = SHIPPED_SCOPES.map(({ name }) => name).join(' ');
    const rest = MAX_SCOPES_LENGTH - shipped.length - ' workspace.:read'.length;
    const longest = await fileWith(JSON.stringify([{ ...ARCHIVE, name: `workspace.${'a'.repeat(rest)}:read` }]));
    const names = addScopesFile(SHIPPED_SCOPES, longest).map(({ name }) => name);
    expect(names.join(' ').length).toBe(8_000);
    const tooLong = await fileWith(JSON.stringify([{ ...ARCHIVE, name: `workspace.${'a'.repeat(rest + 1)}:read` }]));
    expect(faultsOf(tooLong)).toEqual([
      'the names of all scopes make a text of 8001 characters; accepted: 8000, which fit in a header.',
    ]);
  });

  it.each([
    '*',
    'all',
    'workspace:read',
    'archive:read',
    'workspace.archive',
    'workspace.a.b.c:read',
    'workspace.a:read ',
  ])('cannot add a scope that is called %j', async (name) => {
    expect(faultsOf(await fileWith(JSON.stringify([{ ...ARCHIVE, name }])))).toEqual([
      `entry 1: name is ${JSON.stringify(name)}; accepted: workspace.<resource>:<action> in lower snake case.`,
    ]);
  });

  it('gives keys scopes that they can hold, through the setting', async () => {
    const folder = await newFolder();
    const environment = {
      SCOPES_FILE: await fileWith(JSON.stringify([ARCHIVE])),
      DATABASE_URL: 'sqlite:latchkey.sqlite',
      LATCHKEY_SECRET: SECRET,
    };
    const listed = await runCommand(['scopes', '--json'], { environment, folder });
    expect(JSON.parse(listed.stdout).at(-1)).toEqual(ARCHIVE);
    await runCommand(['init', '--organization', 'Acme', '--email', 'a@acme.example'], { environment, folder });
    const key = ['keys', 'create', '--name', 'CI', '--scope', ARCHIVE.name, '--expires-at', '1d', '--json'];
    expect(JSON.parse((await runCommand(key, { environment, folder })).stdout).scopes).toEqual([ARCHIVE.name]);
  });
});
