import { mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ask, type Exchange } from './exchange';
import type { Contenders, Stage } from './row';
import { ServerProcess } from './ServerProcess';

/** Headers that every server makes for itself. */
const OWN_HEADERS = new Set(['date', 'connection', 'keep-alive', 'content-length', 'transfer-encoding']);

/** What a row that is compared with `againstFastify` says of its reference. */
export const BARE_FASTIFY = 'bare Fastify, which answers the same headers and the same body to everything';

/**
 * Compares a server of ours with a Fastify that answers what ours just answered, bytes and headers, whatever it is asked.
 * @param expected of ours, where no two answers are the same; of the reference it is always the one body
 */
export async function againstFastify(
  { sandbox, profileFolder }: Stage,
  server: ServerProcess,
  request: Omit<Exchange, 'expected'>,
  expected?: Exchange['expected'],
): Promise<Contenders> {
  const { headers, body } = await ask(request);
  const answer = { headers: headers.filter(([name]) => !OWN_HEADERS.has(name)), body };
  const answerFile = path.join(mkdtempSync(path.join(sandbox.folder, 'bare-')), 'answer.json');
  writeFileSync(answerFile, JSON.stringify(answer));
  const name = `${server.name}-reference`;
  const args = [path.join(__dirname, 'bareFastify.js'), answerFile];
  const bare = await ServerProcess.start(sandbox, { name, args, env: { NODE_ENV: 'production' }, profileFolder });
  return {
    ours: { server, exchange: { ...request, expected: expected ?? { body } } },
    reference: { server: bare, exchange: { ...request, url: `${bare.url}/`, expected: { body } } },
  };
}
