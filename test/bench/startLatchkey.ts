import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { BenchError } from './BenchError';
import { ask } from './exchange';
import type { Stage } from './row';
import { ServerProcess } from './ServerProcess';

const MAIN = path.join(__dirname, '../../src/main.js');

/** The secret by which a gateway proves itself to our server: a new one in every run. */
export const GATEWAY_SECRET = randomBytes(32).toString('hex');

/** Our server with an organization of its own, named `Bench`. */
export interface LatchkeyServer {
  readonly server: ServerProcess;
  /** The value of a key with all scopes. */
  readonly key: string;
  /** What a GraphQL request needs beside its body, the key included. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Starts our server as production would, on a new database with one organization and one key. */
export async function startLatchkey({ sandbox, profileFolder }: Stage, name: string): Promise<LatchkeyServer> {
  const folder = mkdtempSync(path.join(sandbox.folder, 'latchkey-'));
  const env = {
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PORT: '0',
    REQUIRE_TLS: 'off',
    LOG_LEVEL: 'info',
    GATEWAY_SECRET,
    LATCHKEY_SECRET: randomBytes(32).toString('hex'),
    DATABASE_URL: `sqlite:${folder}/latchkey.sqlite`,
  };
  const key = await makeOrganization(folder, env);
  const server = await ServerProcess.start(sandbox, { name, args: [MAIN, 'serve'], env, profileFolder });
  return { server, key, headers: { 'content-type': 'application/json', authorization: basic(key) } };
}

/** HTTP Basic of a key's value. */
export function basic(key: string): string {
  return `Basic ${Buffer.from(key).toString('base64')}`;
}

/** Makes a process. Shape: its id. Errors: a `BenchError` where it was refused. */
export async function createProcess({ server, headers }: LatchkeyServer, name: string): Promise<string> {
  const query =
    'mutation ($input: CreateProcessInput!) { createProcess(input: $input) { process { id } userErrors { code } } }';
  const request = { url: `${server.url}/graphql`, method: 'POST' as const, headers };
  const { body } = await ask({ ...request, body: JSON.stringify({ query, variables: { input: { name } } }) });
  const id = JSON.parse(body)?.data?.createProcess?.process?.id;
  if (typeof id !== 'string') throw new BenchError(`The process ${name} was not made: ${body.trim()}`);
  return id;
}

async function makeOrganization(folder: string, env: Readonly<Record<string, string>>): Promise<string> {
  const args = [MAIN, 'init', '--organization', 'Bench', '--email', 'bench@example.com', '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder, env }).catch((error: unknown) => {
    throw new BenchError(`\`latchkey init\` failed: ${error instanceof Error ? error.message : String(error)}`);
  });
  const value = JSON.parse(stdout)?.apiKey?.value;
  if (typeof value !== 'string') throw new BenchError('`latchkey init --json` printed no API key.');
  return value;
}
