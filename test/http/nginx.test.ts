import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { newFolder } from '../support/program';
import { waitUntil } from '../support/waitUntil';
import { basic, sharedWorld } from '../support/world';

/** Debian keeps it where only root looks. */
const PATH = `${process.env.PATH}:/usr/sbin`;
const isInstalled = spawnSync('nginx', ['-v'], { env: { PATH } }).error === undefined;
const itWithNginx = isInstalled ? it : it.skip;
const UPLOAD = 'workspace.file:upload';

/** The `server` block of the README, as it stands there. */
function recipe(): string {
  const block = /```nginx\n(.*?)```/s.exec(readFileSync('README.md', 'utf8'))?.[1];
  if (block === undefined) throw new Error('the README has no recipe for nginx');
  return block;
}

describe(isInstalled ? 'nginx, set up as the README says' : 'nginx (skipped: it is not installed)', () => {
  const world = sharedWorld('sqlite');
  const children: ChildProcess[] = [];
  let service: Server;
  let socketPath: string;

  beforeAll(async () => {
    if (!isInstalled) return;
    service = createServer((asked, answer) => answer.end(JSON.stringify(asked.headers)));
    await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
    const folder = await newFolder();
    socketPath = path.join(folder, 'nginx.sock');
    const server = recipe()
      .replace('listen 8080;', `listen unix:${socketPath};`)
      .replaceAll('http://127.0.0.1:4000', world().url)
      .replaceAll('http://127.0.0.1:9000', `http://127.0.0.1:${(service.address() as AddressInfo).port}`);
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (name) => `${name}_temp_path ${folder}/${name};`,
    );
    const http = `events {}\nhttp {\n${temporary.join('\n')}\naccess_log off;\n${server}}\n`;
    writeFileSync(path.join(folder, 'nginx.conf'), `daemon off;\nmaster_process off;\npid ${folder}/pid;\n${http}`);
    const args = ['-p', folder, '-c', path.join(folder, 'nginx.conf'), '-e', 'stderr'];
    children.push(spawn('nginx', args, { env: { PATH }, stdio: ['ignore', 'ignore', 'inherit'] }));
    await waitUntil('nginx', async () => (await ask({}).catch(() => null)) !== null);
  });

  afterAll(() => {
    for (const child of children) child.kill('SIGTERM');
    service?.close();
  });

  function ask(
    headers: Record<string, string>,
    method = 'GET',
    body = '',
  ): Promise<{ status: number; headers: IncomingHttpHeaders; text: string }> {
    return new Promise((resolve, reject) => {
      const sent = request({ socketPath, path: '/files', method, headers }, (answer) => {
        let text = '';
        answer.on('data', (chunk: Buffer) => {
          text += chunk.toString();
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  itWithNginx('lets a key through that holds the scope, and tells the service who it is', async () => {
    const acme = await world().organization();
    const key = await world().key(acme, { scopes: [UPLOAD] });
    const forged = { 'latchkey-organization': 'forged', 'latchkey-process': 'forged', 'latchkey-scopes': 'forged' };
    const { status, text } = await ask({ authorization: basic(key.value), ...forged }, 'POST', 'a file');
    expect(status).toBe(200);
    const seen = JSON.parse(text);
    expect([seen['latchkey-organization'], seen['latchkey-scopes'], seen['latchkey-expires']]).toEqual([
      acme.id,
      UPLOAD,
      '2027-02-21T12:00:00.000Z',
    ]);
    expect([seen['latchkey-process'], seen.authorization]).toEqual([undefined, undefined]);
  });

  itWithNginx('refuses a key without the scope, and a caller without a key', async () => {
    const acme = await world().organization();
    const key = await world().key(acme, { scopes: ['workspace.file:download'] });
    expect((await ask({ authorization: basic(key.value) })).status).toBe(403);
    const stranger = await ask({});
    expect([stranger.status, stranger.headers['www-authenticate']]).toEqual([
      401,
      'Basic realm="Latchkey", charset="UTF-8", Bearer realm="Latchkey"',
    ]);
  });

  itWithNginx('refuses a deleted key at the next request', async () => {
    const acme = await world().organization();
    const key = await world().key(acme);
    expect((await ask({ authorization: basic(key.value) })).status).toBe(200);
    await world().rows('UPDATE "api_key" SET "deletedAt" = 1 WHERE "id" = $1', [key.id]);
    expect((await ask({ authorization: basic(key.value) })).status).toBe(401);
  });
});
