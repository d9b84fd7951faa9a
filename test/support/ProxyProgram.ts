import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import http, { type IncomingHttpHeaders } from 'node:http';
import https from 'node:https';
import { connect } from 'node:net';
import path from 'node:path';
import { freePort } from './freePort';
import { endAfter } from './leftOpen';
import { newFolder } from './program';
import { waitUntil } from './waitUntil';

/** Debian keeps some of them where only root looks. */
const PATH = `${process.env.PATH}:/usr/sbin`;

/** A program that stands in front of a server. */
export type ProxyName = 'nginx' | 'caddy' | 'haproxy';

/** How each is run with a recipe of a page. */
interface ProxyKind {
  /** Where the recipe listens, and what stands there for a port of the test. */
  readonly listens: RegExp;
  readonly listenAt: string;
  /** What the file needs besides, so that it runs as anybody, in a folder of its own. */
  file(recipe: string, folder: string): string;
  args(file: string, folder: string): readonly string[];
}

const KINDS: Readonly<Record<ProxyName, ProxyKind>> = {
  nginx: {
    listens: /listen \d+/,
    listenAt: 'listen 127.0.0.1:PORT',
    file: (recipe, folder) => {
      const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
        (name) => `${name}_temp_path ${folder}/${name};`,
      );
      const block = `events {}\nhttp {\n${temporary.join('\n')}\naccess_log off;\n${recipe}}\n`;
      return `daemon off;\nmaster_process off;\npid ${folder}/pid;\n${block}`;
    },
    args: (file, folder) => ['-p', folder, '-c', file, '-e', 'stderr'],
  },
  caddy: {
    listens: /^(\S*?)(?::\d+)? \{/,
    listenAt: '$1:PORT {\n  bind 127.0.0.1',
    file: (recipe, folder) =>
      `{\n  admin off\n  auto_https off\n  storage file_system ${folder}\n  log {\n    level ERROR\n  }\n}\n${recipe}`,
    args: (file) => ['run', '--adapter', 'caddyfile', '--config', file],
  },
  haproxy: {
    listens: /bind :\d+/,
    listenAt: 'bind 127.0.0.1:PORT',
    file: (recipe) => `global\n  maxconn 100\n${recipe}`,
    args: (file) => ['-db', '-q', '-f', file],
  },
};

/** What a proxy is asked. Shape: `from` is the address of the client, e.g. `127.0.0.2`. */
export interface ProxyWishes {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly from?: string;
}

/** What it answers. */
export interface ProxyAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Whether a proxy is there to be run. */
export function hasProxy(name: ProxyName): boolean {
  return spawnSync(name, ['-v'], { env: { PATH } }).error === undefined;
}

/** The title of what a proxy is needed for. It says so where that is skipped. */
export function titleWith(name: ProxyName, title: string): string {
  return hasProxy(name) ? title : `${title} (skipped: ${name} is not installed)`;
}

/** A proxy on a port of its own, set up with a recipe of a page. */
export class ProxyProgram {
  private constructor(
    private readonly child: ChildProcess,
    private readonly port: number,
    private readonly isTls: boolean,
  ) {}

  /** @param recipe with the addresses of the test in it; where it listens is replaced */
  static async start(name: ProxyName, recipe: string): Promise<ProxyProgram> {
    const { listens, listenAt, file, args } = KINDS[name];
    const [folder, port] = [await newFolder(), await freePort()];
    const placed = recipe.replace(listens, listenAt.replace('PORT', `${port}`));
    const config = path.join(folder, 'config');
    writeFileSync(config, file(placed, folder));
    const env = { PATH, HOME: folder };
    const child = spawn(name, args(config, folder), { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let complaints = '';
    child.stderr.on('data', (chunk: Buffer) => {
      complaints += chunk.toString();
    });
    const proxy = new ProxyProgram(child, port, / ssl|\btls\b/.test(recipe));
    endAfter('file', () => proxy.stop());
    await waitUntil(`that ${name} listens`, async () => {
      if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}: ${complaints}`);
      const socket = connect(port, '127.0.0.1');
      const isListening = await once(socket, 'connect').catch(() => null);
      socket.destroy();
      return isListening !== null;
    });
    return proxy;
  }

  /** Asks it something. */
  async ask({ method = 'GET', path: address = '/', headers = {}, body = '', from }: ProxyWishes): Promise<ProxyAnswer> {
    const { request } = this.isTls ? https : http;
    const { host: servername } = headers;
    const place = { host: '127.0.0.1', port: this.port, servername, rejectUnauthorized: false, agent: false };
    const sent = request({ ...place, path: address, method, headers, ...(from && { localAddress: from }) });
    sent.end(body);
    const [answer] = (await once(sent, 'response')) as [http.IncomingMessage];
    let text = '';
    for await (const chunk of answer) text += String(chunk);
    return { status: answer.statusCode ?? 0, headers: answer.headers, text };
  }

  /** Ends it. */
  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGKILL');
    await once(this.child, 'exit');
  }
}
