import { withChecksum } from '../support/checksum';
import { firstKeyOf } from '../support/firstKeyOf';
import { KeptConnections, type TimedAnswer } from '../support/KeptConnections';
import { median, millisecondsOf } from '../support/measure';
import { serveProgram } from '../support/program';
import { times } from '../support/times';
import { basic } from '../support/world';

const SOCKETS = 50;
/** As many passwords of one network as are looked at within a minute (decision 040). */
const CHECKED = 20;
const QUESTIONS = times({ usual: 25, long: 100 });
/** More than a test asks even where the server is fast. */
const MAX_QUESTIONS = 20_000;

/** One question of the flood. */
type Send = (connections: KeptConnections, count: number) => Promise<TimedAnswer>;

/** Whose key is not known. Each is another, and all are well formed. */
const sendUnknownKey: Send = (connections, count) => {
  const user = `lko_${String(count).padStart(16, '0')}`;
  return connections.ask(basic(`${user}:${withChecksum(`lks_${'0'.repeat(43)}`)}`));
};

/** Whoever guesses passwords, of one account after the other. */
const sendWrongPassword: Send = (connections, count) => {
  const query = 'mutation ($input: SignInInput!) { signIn(input: $input) { userErrors { code } } }';
  const input = { email: `person-${count}@example.com`, password: 'correct horse staple' };
  return connections.post(JSON.stringify({ query, variables: { input } }));
};

/** The flood's answers so far. Shape: by their status; a 429 that does not say when to come back has a name of its own. */
type Counts = Record<string, number>;

/** Does something while a flood keeps its sockets busy. Shape: `counts` of the whole flood. */
async function inFlood<T>(url: string, send: Send, act: (counts: Counts) => Promise<T>): Promise<[T, Counts]> {
  const connections = new KeptConnections(url, SOCKETS);
  const counts: Counts = {};
  let [sent, isOver] = [0, false];
  const keepBusy = async (): Promise<void> => {
    while (!isOver) {
      const { status, headers } = await send(connections, sent++);
      const kind = status === 429 && !(Number(headers['retry-after']) > 0) ? '429 without Retry-After' : status;
      counts[kind] = (counts[kind] ?? 0) + 1;
    }
  };
  const sockets = Promise.all(Array.from({ length: SOCKETS }, keepBusy));
  try {
    return [await act(counts), counts];
  } finally {
    isOver = true;
    await sockets;
    connections.close();
  }
}

/** Asks with a good key again and again, until that is enough. Shape: what each question had to wait for, as measured. */
async function waitsOf(
  url: string,
  key: string,
  measure: (ask: () => Promise<void>) => Promise<number>,
  isEnough: (count: number) => boolean,
): Promise<number[]> {
  const connections = new KeptConnections(url, 1);
  const ask = async (): Promise<void> => {
    const answer = await connections.ask(basic(key));
    expect(answer).toMatchObject({ status: 200, text: expect.stringContaining('"name":"First key"') });
  };
  const waits: number[] = [];
  while (!isEnough(waits.length) && waits.length < MAX_QUESTIONS) waits.push(await measure(ask));
  connections.close();
  return waits;
}

/** A busy machine makes all of it slower: so waits are compared with others of the same run, or counted. */
describe('a flood from one address', () => {
  it('T29: of unknown keys is answered with 429, and does not keep a good key waiting', async () => {
    const program = await serveProgram();
    const { url } = program;
    const key = await firstKeyOf(program);
    const isEnough = (count: number): boolean => count === QUESTIONS;
    const alone = median(await waitsOf(url, key, millisecondsOf, isEnough));
    const [waits, counts] = await inFlood(url, sendUnknownKey, () => waitsOf(url, key, millisecondsOf, isEnough));
    expect(Object.keys(counts)).toEqual(['401', '429']);
    // Its turn comes after those of the other sockets, and an unknown key costs no more than two good ones.
    expect(median(waits)).toBeLessThan(2 * SOCKETS * alone);
  });

  it('T29: of passwords does not keep a good key waiting', async () => {
    const program = await serveProgram();
    const { url } = program;
    const key = await firstKeyOf(program);
    const [waits, counts] = await inFlood(url, sendWrongPassword, async (sofar) => {
      const countOf = (status: number): number => sofar[status] ?? 0;
      const checkedMeanwhile = async (ask: () => Promise<void>): Promise<number> => {
        const before = countOf(200);
        await ask();
        return countOf(200) - before;
      };
      const whileChecking = await waitsOf(url, key, checkedMeanwhile, () => countOf(200) >= CHECKED);
      await waitsOf(url, key, checkedMeanwhile, (count) => count >= QUESTIONS && countOf(429) > 0);
      return whileChecking;
    });
    expect(Object.keys(counts)).toEqual(['200', '429']);
    // A digest takes long: were it made where keys are looked at, each question would wait for one at least.
    expect(median(waits)).toBe(0);
  });
});
