import { withChecksum } from '../support/checksum';
import { KeptConnections, type TimedAnswer } from '../support/KeptConnections';
import { median, millisecondsOf } from '../support/measure';
import { serveProgram } from '../support/program';
import { basic } from '../support/world';

const SOCKETS = 50;
/** As many passwords of one network as are looked at within a minute (decision 040). */
const CHECKED = 20;
const QUESTIONS = 200;

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

/** A flood that keeps its sockets busy, and counts the answers by their status. */
class Flood {
  readonly counts: Record<number, number> = {};
  private readonly connections: KeptConnections;
  private readonly sockets: Promise<unknown>;
  private sent = 0;
  private isOver = false;

  constructor(
    url: string,
    private readonly send: Send,
  ) {
    this.connections = new KeptConnections(url, SOCKETS);
    this.sockets = Promise.all(Array.from({ length: SOCKETS }, () => this.keepBusy()));
  }

  countOf(status: number): number {
    return this.counts[status] ?? 0;
  }

  async end(): Promise<void> {
    this.isOver = true;
    await this.sockets;
    this.connections.close();
  }

  private async keepBusy(): Promise<void> {
    while (!this.isOver) {
      const { status, headers } = await this.send(this.connections, this.sent++);
      this.counts[status] = this.countOf(status) + 1;
      if (status === 429) expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    }
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
  while (!isEnough(waits.length)) waits.push(await measure(ask));
  connections.close();
  return waits;
}

/** A busy machine makes all of it slower: so waits are compared with others of the same run, or counted. */
describe('a flood from one address', () => {
  it('T29: of unknown keys does not keep a good key waiting', async () => {
    const { url, printed } = await serveProgram();
    const key = await printed(/API key {7}(\S+)/);
    const isEnough = (count: number): boolean => count === QUESTIONS;
    const alone = median(await waitsOf(url, key, millisecondsOf, isEnough));
    const flood = new Flood(url, sendUnknownKey);
    const flooded = median(await waitsOf(url, key, millisecondsOf, isEnough));
    await flood.end();
    expect(Object.keys(flood.counts)).toEqual(['401']);
    // Its turn comes after those of the other sockets, and an unknown key costs no more than two good ones.
    expect(flooded).toBeLessThan(2 * SOCKETS * alone);
  }, 120_000);

  it('T29: of passwords does not keep a good key waiting', async () => {
    const { url, printed } = await serveProgram();
    const key = await printed(/API key {7}(\S+)/);
    const flood = new Flood(url, sendWrongPassword);
    const checkedMeanwhile = async (ask: () => Promise<void>): Promise<number> => {
      const before = flood.countOf(200);
      await ask();
      return flood.countOf(200) - before;
    };
    const checked = median(await waitsOf(url, key, checkedMeanwhile, () => flood.countOf(200) >= CHECKED));
    await waitsOf(url, key, checkedMeanwhile, (count) => count >= QUESTIONS && flood.countOf(429) > 0);
    await flood.end();
    expect(Object.keys(flood.counts)).toEqual(['200', '429']);
    // A digest takes long: were it made where keys are looked at, each question would wait for one at least.
    expect(checked).toBe(0);
  }, 120_000);
});
