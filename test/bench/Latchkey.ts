import type { SeededDatabase } from './Databases';
import type { Question } from './exchange';
import { latchkeyEnvironment, MAIN } from './latchkeyEnvironment';
import type { Stage } from './row';
import { type ServerLaunch, ServerProcess } from './ServerProcess';

/** Our server, and what is in its database. */
export interface Latchkey {
  readonly server: ServerProcess;
  readonly database: SeededDatabase;
}

/** How our server is launched on a database, as production would. @param program which is ours, or ours but for a part */
export function latchkeyLaunch(
  profileFolder: string | null,
  name: string,
  database: SeededDatabase,
  program = MAIN,
): ServerLaunch {
  return { name, args: [program, 'serve'], env: latchkeyEnvironment(database), profileFolder };
}

/** Starts our server on a database, as production would. @param program as above */
export async function startLatchkey(
  stage: Stage,
  name: string,
  database: SeededDatabase,
  program = MAIN,
): Promise<Latchkey> {
  const launch = latchkeyLaunch(stage.profileFolder, name, database, program);
  return { server: await ServerProcess.start(stage.sandbox, launch), database };
}

/** HTTP Basic of a key's value. */
export function basic(key: string): string {
  return `Basic ${Buffer.from(key).toString('base64')}`;
}

/** A request of GraphQL with a key. */
export function graphql(url: string, key: string, body: object): Question {
  const headers = { 'content-type': 'application/json', authorization: basic(key) };
  return { url: `${url}/graphql`, method: 'POST', headers, body: JSON.stringify(body) };
}
