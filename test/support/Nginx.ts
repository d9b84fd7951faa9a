import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import http, { type IncomingHttpHeaders } from 'node:http';
import https from 'node:https';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { newFolder } from './program';

/** Debian keeps it where only root looks. */
const PATH = `${process.env.PATH}:/usr/sbin`;

/** Whether nginx is there to be run. */
export const hasNginx = spawnSync('nginx', ['-v'], { env: { PATH } }).error === undefined;

/** What nginx is asked. */
export interface NginxWishes {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What it answers. */
export interface NginxAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** An nginx that listens on a socket of its own, set up with a `server` block of a page. */
export class Nginx {
  private constructor(
    private readonly child: ChildProcess,
    private readonly socketPath: string,
    private readonly isTls: boolean,
  ) {}

  /** @param server the block, with the addresses of the test in it; where it listens is replaced */
  static async start(server: string): Promise<Nginx> {
    const folder = await newFolder();
    const socketPath = path.join(folder, 'nginx.sock');
    const placed = server.replace(/listen \d+/, `listen unix:${socketPath}`);
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (name) => `${name}_temp_path ${folder}/${name};`,
    );
    const block = `events {}\nhttp {\n${temporary.join('\n')}\naccess_log off;\n${placed}}\n`;
    writeFileSync(path.join(folder, 'nginx.conf'), `daemon off;\nmaster_process off;\npid ${folder}/pid;\n${block}`);
    const args = ['-p', folder, '-c', path.join(folder, 'nginx.conf'), '-e', 'stderr'];
    const child = spawn('nginx', args, { env: { PATH }, stdio: ['ignore', 'ignore', 'inherit'] });
    const nginx = new Nginx(child, socketPath, / ssl;/.test(server));
    for (let tries = 0; tries < 100 && (await nginx.ask({}).catch(() => null)) === null; tries += 1) await delay(50);
    return nginx;
  }

  /** Asks it something. */
  ask({ method = 'GET', path: address = '/', headers = {}, body = '' }: NginxWishes): Promise<NginxAnswer> {
    const { request } = this.isTls ? https : http;
    const options = { socketPath: this.socketPath, path: address, method, headers, rejectUnauthorized: false };
    return new Promise((resolve, reject) => {
      const sent = request(options, (answer) => {
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

  /** Ends it. */
  stop(): void {
    this.child.kill('SIGTERM');
  }
}
