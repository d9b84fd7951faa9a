import { chmod, chown, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { testFolder } from '../support/engines';
import { isOpenToOthers } from '../support/isOpenToOthers';
import { newFolder, runCommand, serveProgram } from '../support/program';
import { request } from '../support/request';
import { runInProcess } from '../support/runInProcess';
import { SECRET } from '../support/world';

/** A user, and the group through which that user may write what root owns. */
const [UID, GID] = [1500, 5000];
const script = [path.resolve('dist/test/support/latchkeyAs.js'), `${UID}`, `${GID}`];
const INIT = ['init', '--organization', 'Acme', '--email', 'ada@acme.example'];

/** A volume of root's that a group may write, with a database file in it. Shape: `mode` is the file's. */
async function volume(mode: number) {
  const folder = path.join(await newFolder(), 'volume');
  await mkdir(folder);
  await chown(folder, 0, GID);
  await chmod(path.dirname(folder), 0o755); // The way there is open, as to any volume.
  await chmod(folder, 0o2770);
  const file = path.join(folder, 'latchkey.sqlite');
  await writeFile(file, '');
  await chown(file, 0, GID);
  await chmod(file, mode);
  return { file, environment: { DATABASE_URL: `sqlite:${file}`, LATCHKEY_SECRET: SECRET } };
}

async function modeOf(file: string): Promise<string> {
  return ((await stat(file)).mode & 0o777).toString(8);
}

const IS_ROOT = process.getuid?.() === 0;
const canTry = IS_ROOT && isOpenToOthers(process.cwd());
const why = IS_ROOT ? 'no other user can reach the folder of the project' : 'only root can be another user';
const title = 'a database file of another owner';

(canTry ? describe : describe.skip)(canTry ? title : `${title} (skipped: ${why})`, () => {
  beforeAll(() => chmod(testFolder(), 0o755));

  it('that the group may write is written, and the log warns of who may read it', async () => {
    const { file, environment } = await volume(0o660);
    const warning = `Others than this process may read ${file}, which belongs to user 0 and group 5000 and has the mode 0660 (EPERM): let the user of this process own it, or keep everybody else out of that group and out of its folder.`;
    expect(await runCommand(INIT, { script, environment })).toMatchObject({ code: 0, stderr: `${warning}\n` });
    const { url, output, child, ended } = await serveProgram({ script, environment });
    expect((await request(url, { path: '/readyz' })).status).toBe(200);
    expect(output().split(warning)).toHaveLength(2);
    expect(await Promise.all(['', '-wal', '-shm'].map((ending) => modeOf(`${file}${ending}`)))).toEqual([
      '660',
      '660',
      '660',
    ]);
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
  });

  it('is looked at by the doctor, who says what that user cannot mend', async () => {
    const { file, environment } = await volume(0o660);
    await runCommand(INIT, { script, environment });
    const findings = async () => {
      const { code, stdout } = await runCommand(['doctor', '--json'], { script, environment });
      const { checks } = JSON.parse(stdout).checks[1];
      const wrong = checks.filter(({ status }: { status: string }) => status !== 'ok');
      return [code, wrong.map(({ name, remedy }: { name: string; remedy: string }) => [name, remedy])];
    };
    const shared = 'Let the user of the server own it, or keep everybody else out of its group.';
    expect(await findings()).toEqual([
      0,
      [
        ['mode', shared],
        ['folder', shared],
      ],
    ]);
    await chmod(file, 0o600);
    const [code, wrong] = await findings();
    expect([code, wrong]).toEqual([
      1,
      [
        ['access', 'Run it as user 0, or give the file to the user that the server runs as.'],
        ['folder', shared],
        ['opening', expect.stringMatching(/^Let user 1500 write the file and its folder\.$/)],
      ],
    ]);
    expect((await readdir(path.dirname(file))).sort()).toEqual(['latchkey.sqlite']);
  });

  it('that the group may only read ends the start with the user to let in', async () => {
    const { file, environment } = await volume(0o640);
    expect(await runCommand(['migrate'], { script, environment })).toEqual({
      code: 1,
      stdout: '',
      stderr: `The database ${file} cannot be opened: attempt to write a readonly database (SQLITE_READONLY); let user 1500 write the file and its folder.\n`,
    });
  });
});

describe('a database file in a folder that cannot be made', () => {
  it('ends the start with the setting that names another', async () => {
    const file = path.join(await newFolder(), 'a-file');
    await writeFile(file, '');
    const environment = { DATABASE_URL: `sqlite:${file}/latchkey.sqlite`, LATCHKEY_SECRET: SECRET };
    const { code, stderr } = await runInProcess(['migrate'], { environment });
    expect([code, stderr]).toEqual([
      1,
      `The database ${file}/latchkey.sqlite cannot be opened: EEXIST: file already exists, mkdir '${file}' (EEXIST); name a file in a folder that can be written, in DATABASE_URL.\n`,
    ]);
  });
});
