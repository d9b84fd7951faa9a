import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import tls from 'node:tls';
import { endAfter } from '../support/leftOpen';
import { newFolder, type ServedProgram, serveProgram } from '../support/program';
import { request } from '../support/request';
import { selfSigned } from '../support/selfSigned';
import { waitUntil } from '../support/waitUntil';
import { askAll, CONNECTIONS, linesOf, newPlace, pidsOf, serveTwo } from '../support/workers';

/** What several processes answer over connections of their own. Shape: each answer once. */
async function answersOf({ url }: ServedProgram, path: string): Promise<string[]> {
  const answers = await Promise.all(Array.from({ length: CONNECTIONS }, () => request(url, { path })));
  return [...new Set(answers.map(({ status, text }) => `${status} ${text}`))];
}

/** Whose certificate new connections are shown. */
async function hostsShown({ url }: ServedProgram): Promise<string[]> {
  const { hostname, port } = new URL(url);
  const shown = Array.from({ length: CONNECTIONS }, async () => {
    const socket = tls.connect({ host: hostname, port: Number(port), rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    const { subject } = socket.getPeerCertificate();
    socket.destroy();
    return String(subject.CN);
  });
  return [...new Set(await Promise.all(shown))];
}

/** Files of TLS that can be written anew. */
async function tlsFiles() {
  const folder = await newFolder();
  const [TLS_CERT_FILE, TLS_KEY_FILE] = [path.join(folder, 'cert.pem'), path.join(folder, 'key.pem')];
  const put = async ({ certificate, privateKey }: ReturnType<typeof selfSigned>) => {
    await writeFile(TLS_CERT_FILE, certificate);
    await writeFile(TLS_KEY_FILE, privateKey);
  };
  await put(selfSigned('first'));
  return { settings: { TLS_CERT_FILE, TLS_KEY_FILE }, put };
}

describe('SIGTERM, where DRAIN_SECONDS are set', () => {
  it('has all workers say at once that they are not ready, and serve all else until a second one', async () => {
    const { environment, key } = await newPlace();
    const program = await serveTwo({ environment: { ...environment, DRAIN_SECONDS: '300' } });
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    endAfter('test', () => agent.destroy());
    const askAgain = async () => (await once(http.get(`${program.url}/healthz`, { agent }), 'response'))[0].resume();
    await once(await askAgain(), 'end');

    for (const pid of [Number(program.child.pid), ...pidsOf(program)]) process.kill(pid, 'SIGHUP');
    await program.printed(/(SIGHUP: there are no files of TLS to read anew)/);
    program.child.kill('SIGTERM');
    const unready = '503 {"status":"unavailable","reason":"This server is stopping."}';
    await waitUntil('all are unready', async () => (await answersOf(program, '/readyz')).join() === unready);
    expect(await answersOf(program, '/healthz')).toEqual(['200 {"status":"ok"}']);
    expect(await askAll(program.url, key)).toEqual({ processCount: 2, statuses: [200] });
    expect((await askAgain()).statusCode).toBe(200);
    program.child.kill('SIGTERM');
    expect(await program.ended).toMatchObject({ code: 1, stderr: '' });
  });
});

describe('SIGHUP', () => {
  it.each([['a process', 1], ...(process.env.LONG === 'on' ? [['all workers', 2] satisfies [string, number]] : [])])(
    'has %s serve what the files of TLS hold now, and the certificate before where they are no use',
    async (_who, count) => {
      const { environment } = await newPlace();
      const { settings, put } = await tlsFiles();
      const program = await serveProgram({ environment: { ...environment, ...settings, DRAIN_SECONDS: '1' } }, [
        '--workers',
        String(count),
      ]);
      const told = (msg: string) => linesOf(program.output()).filter((line) => line.msg === msg);
      const hangUp = async (msg: string) => {
        const before = told(msg).length;
        program.child.kill('SIGHUP');
        await waitUntil(msg, () => told(msg).length > before);
      };
      expect(await hostsShown(program)).toEqual(['first']);

      await put({ ...selfSigned('bad'), privateKey: selfSigned().privateKey });
      await hangUp('the files of TLS cannot be used: the certificate before goes on');
      expect(await hostsShown(program)).toEqual(['first']);

      await put(selfSigned('second', '20260201000000Z'));
      await hangUp('the files of TLS were read anew');
      await waitUntil('all show it', async () => (await hostsShown(program)).join() === 'second');
      await program.printed(/"msg":"the certificate (has ended)/);

      program.child.kill('SIGTERM');
      expect(await program.ended).toMatchObject({ code: 0, stderr: '' });
    },
  );
});
