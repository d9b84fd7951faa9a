import type { Engine } from '../../src/database/options';
import type { DatabaseLocation } from '../../src/SettingReader';
import { freshLocation } from './engines';
import { type ServedProgram, serveProgram } from './program';
import { type RequestWishes, type Response, request } from './request';
import { runInProcess } from './runInProcess';
import { waitUntil } from './waitUntil';
import { basic, SECRET } from './world';

/** Connections go to workers in turn, so that so many reach all of them, as a rule. */
export const CONNECTIONS = 8;

/** A database with an organization, and how a program finds it. */
export interface Place {
  readonly environment: Record<string, string>;
  /** The value of a key with all scopes. */
  readonly key: string;
}

/** The setting that names a database. */
export function urlOf(location: DatabaseLocation): string {
  return location.engine === 'sqlite' ? `sqlite:${location.file}` : location.url;
}

/** Makes an organization in a new database. */
export async function newPlace(engine: Engine = 'sqlite'): Promise<Place> {
  const environment = { DATABASE_URL: urlOf(await freshLocation(engine)), LATCHKEY_SECRET: SECRET };
  const init = ['init', '--organization', 'Acme', '--email', 'a@acme.example', '--json'];
  return { environment, key: JSON.parse((await runInProcess(init, { environment })).stdout).apiKey.value };
}

/** A query as a request. */
export function post(key: string, query: string): RequestWishes {
  const headers = { 'content-type': 'application/json', authorization: basic(key) };
  return { method: 'POST', path: '/graphql', headers, body: JSON.stringify({ query }) };
}

function ask(url: string, key: string, query: string): Promise<Response> {
  return request(url, post(key, query));
}

/** What a mutation answers. */
export async function mutate(url: string, key: string, field: string) {
  return answeredBy(await ask(url, key, `mutation { answer: ${field} }`));
}

/** What stands in the field `answer` of an answer. */
export function answeredBy({ status, text }: Response) {
  return { status, answer: JSON.parse(text).data?.answer };
}

/** Asks who calls until two workers have answered. Shape: how many processes answered with which statuses. */
export async function askAll(url: string, key: string): Promise<{ processCount: number; statuses: number[] }> {
  const processes = new Set<string | undefined>();
  const statuses = new Set<number>();
  // A worker that is busy may miss a round.
  for (let round = 0; round < 5 && processes.size < 2; round += 1) {
    const answers = await Promise.all(Array.from({ length: CONNECTIONS }, () => ask(url, key, '{ viewer { name } }')));
    for (const { status, headers } of answers) {
      statuses.add(status);
      processes.add(String(headers['x-request-id']).split('-')[0]); // A request's id begins with that of the process.
    }
  }
  return { processCount: processes.size, statuses: [...statuses] };
}

/** The lines of a log. */
export function linesOf(output: string): Record<string, unknown>[] {
  return output.split('\n').flatMap((line) => (line.startsWith('{') ? JSON.parse(line) : []));
}

/** Runs a server with two workers until both have said that they listen, which they may say after the program does. */
export async function serveTwo({ environment }: Pick<Place, 'environment'>): Promise<ServedProgram> {
  const program = await serveProgram({ environment }, ['--workers', '2']);
  await program.printed(/("a worker listens"}\n.*){2}/s);
  return program;
}

/** The process ids of all workers that ever said that they listen. */
export function pidsOf({ output }: ServedProgram): number[] {
  return linesOf(output()).flatMap(({ msg, pid }) => (msg === 'a worker listens' ? Number(pid) : []));
}

/** Resolves once there is no such process. */
export function gone(pid: number): Promise<void> {
  return waitUntil(`the end of process ${pid}`, () => {
    try {
      return !process.kill(pid, 0);
    } catch {
      return true;
    }
  });
}
