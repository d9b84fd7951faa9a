import { setTimeout as delay } from 'node:timers/promises';
import { withChecksum } from '../support/checksum';
import { KeptConnections, type TimedAnswer } from '../support/KeptConnections';
import { serveProgram } from '../support/program';
import { basic } from '../support/world';

const SOCKETS = 50;
/** Units: milliseconds. */
const FLOOD_MS = 10_000;
const POLL_MS = 200;
const MAX_P99_MS = 250;
/** Whatever else the machine does can only add to what a poll takes. */
const MAX_RUNS = 5;

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

/** Keeps all sockets busy until told otherwise. Shape: the statuses of the answers, of which each 429 says when. */
async function flood(url: string, send: Send, signal: AbortSignal): Promise<Set<number>> {
  const connections = new KeptConnections(url, SOCKETS);
  const statuses = new Set<number>();
  let count = 0;
  const socket = async (): Promise<void> => {
    while (!signal.aborted) {
      const { status, headers } = await send(connections, count++);
      statuses.add(status);
      if (status === 429) expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    }
  };
  await Promise.all(Array.from({ length: SOCKETS }, socket));
  connections.close();
  return statuses;
}

/** Asks with a good key, five times a second. Shape: the 99th percentile, in milliseconds. */
async function poll(url: string, key: string): Promise<number> {
  const connections = new KeptConnections(url, 1);
  const milliseconds: number[] = [];
  for (let polls = 0; polls < FLOOD_MS / POLL_MS; polls += 1) {
    const answer = await connections.ask(basic(key));
    expect(answer).toMatchObject({ status: 200, text: expect.stringContaining('"name":"First key"') });
    milliseconds.push(answer.milliseconds);
    await delay(POLL_MS);
  }
  connections.close();
  milliseconds.sort((a, b) => a - b);
  return milliseconds[Math.floor(milliseconds.length * 0.99)] ?? Number.NaN;
}

describe('a flood from one address', () => {
  it.each([
    ['unknown keys', sendUnknownKey, [401]],
    ['passwords', sendWrongPassword, [200, 429]],
  ])(
    'T29: of %s does not keep a good key waiting',
    async (_what, send, expected) => {
      const { url, printed } = await serveProgram();
      const key = await printed(/API key {7}(\S+)/);
      const p99s: number[] = [];
      const statuses = new Set<number>();
      for (let run = 0; run < MAX_RUNS && !p99s.some((p99) => p99 <= MAX_P99_MS); run += 1) {
        const end = new AbortController();
        const flooding = flood(url, send, end.signal);
        try {
          p99s.push(await poll(url, key));
        } finally {
          end.abort();
          for (const status of await flooding) statuses.add(status);
        }
      }
      expect(Math.min(...p99s)).toBeLessThanOrEqual(MAX_P99_MS);
      expect([...statuses].sort()).toEqual(expected);
    },
    120_000,
  );
});
