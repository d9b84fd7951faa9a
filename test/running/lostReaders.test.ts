import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '../support/freePort';
import { request } from '../support/request';
import { Shell } from '../support/Shell';
import { waitUntil } from '../support/waitUntil';
import { SECRET } from '../support/world';

/** Those that start further servers run with `LONG=on`. */
const isLong = process.env.LONG === 'on';
const itAtLength = isLong ? it : it.skip;

/** Leaves the process's id and its exit code in files beside what the script prints. */
function watched(command: string): string {
  return `{ sh -c 'echo $$ > pid; exec node dist/src/main.js ${command}'; echo $? > code; }`;
}

function contentOf(shell: Shell, file: string): string {
  const place = path.join(shell.folder, file);
  return existsSync(place) ? readFileSync(place, 'utf8') : '';
}

/** Sends SIGTERM. Shape: the exit code. */
async function endOf(shell: Shell): Promise<string> {
  process.kill(Number(contentOf(shell, 'pid')), 'SIGTERM');
  await waitUntil('the end of the server', () => contentOf(shell, 'code') !== '');
  return contentOf(shell, 'code').trim();
}

function isReady(url: string): Promise<boolean> {
  return request(url, { path: '/readyz' }).then(
    ({ status }) => status === 200,
    () => false,
  );
}

describe('a server whose log nobody reads any more', () => {
  it.each<[string, string]>([
    ['serve', '2>&1 | head -n 2'],
    ...(isLong ? [['serve --workers 2', '2>&1 | head -n 4'] satisfies [string, string]] : []),
  ])('serves on, and stops when it is told to: %s %s', async (command, reader) => {
    const shell = await Shell.open({ PORT: '0', LATCHKEY_SECRET: SECRET });
    const running = shell.start(`${watched(command)} ${reader}`);
    const url = await running.printed(/"url":"([^"]+)"/);
    for (const _time of [1, 2, 3]) expect((await request(url, { path: '/readyz' })).status).toBe(200);
    expect(await endOf(shell)).toBe('0');
  });

  it('serves on behind a reader that stops reading, and ends without waiting for it', async () => {
    const PORT = String(await freePort());
    const shell = await Shell.open({ PORT, LATCHKEY_SECRET: SECRET, LOG_LEVEL: 'trace' });
    shell.start(`${watched('serve')} | sleep 60`);
    const url = `http://127.0.0.1:${PORT}`;
    await waitUntil('a server that is ready', () => isReady(url));
    // More lines than a pipe holds.
    for (let round = 0; round < 10; round += 1) {
      await Promise.all(Array.from({ length: 50 }, () => fetch(`${url}/healthz`).then((answer) => answer.text())));
    }
    expect(await isReady(url)).toBe(true);
    expect(await endOf(shell)).toBe('0');
  });

  itAtLength('serves on where the disk of its log is full, and says so once', async () => {
    const PORT = String(await freePort());
    const shell = await Shell.open({ PORT, LATCHKEY_SECRET: SECRET });
    shell.start(`${watched('serve')} 2> told > /dev/full`);
    await waitUntil('a server that is ready', () => isReady(`http://127.0.0.1:${PORT}`));
    expect(await endOf(shell)).toBe('0');
    expect(contentOf(shell, 'told')).toBe(
      'The log cannot be written: ENOSPC: no space left on device, write. The server goes on without it.\n',
    );
  });
});

describe('a command whose output nobody reads', () => {
  it.each<[string, string, string]>([
    ['scopes --json', '| true', '0'],
    ...(isLong ? [['--help', '2>&1 | true', '0'] satisfies [string, string, string]] : []),
    ['keys list', '2>&1 | true', '1'],
  ])('ends as if it were read: %s %s', async (command, reader, code) => {
    const shell = await Shell.open({ LATCHKEY_SECRET: SECRET });
    const { stderr } = await shell.start(`${watched(command)} ${reader}`).ended;
    expect({ code: contentOf(shell, 'code').trim(), stderr }).toEqual({ code, stderr: '' });
  });

  it('fails with a sentence where it cannot be written for another reason', async () => {
    const shell = await Shell.open({ LATCHKEY_SECRET: SECRET });
    const { code, stderr } = await shell.start('node dist/src/main.js scopes > /dev/full').ended;
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'What this command prints is lost: ENOSPC: no space left on device, write.\n',
    });
  });
});
