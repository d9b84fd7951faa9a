import fastify from 'fastify';
import { logAnswers } from '../../src/http/logAnswers';
import { createLog } from '../../src/log';

/** What is logged of answers of which each takes longer than the bound: as many as listed, a minute after one another. */
async function linesOf(counts: readonly number[], slowMs: number) {
  const lines: Record<string, unknown>[] = [];
  const log = createLog('warn', { write: (line) => void lines.push(JSON.parse(line)) });
  const server = fastify();
  let now = 0;
  logAnswers(server, log, () => now, slowMs);
  server.get('/jobs/:name', async () => ({ name: 'done' }));
  for (const count of counts) {
    for (let asked = 0; asked < count; asked += 1) await server.inject('/jobs/secret?token=secret');
    now += 60_000;
  }
  await server.close();
  return lines;
}

describe('answers that take long', () => {
  it('are logged with their route, and nothing that was asked', async () => {
    expect(await linesOf([1], 0)).toEqual([
      {
        level: 40,
        time: expect.any(String),
        method: 'GET',
        route: '/jobs/:name',
        status: 200,
        milliseconds: expect.any(Number),
        address: '127.0.0.1',
        requestId: expect.any(String),
        msg: 'a slow answer',
      },
    ]);
  });

  it('are ten lines a minute at most, and the next line says how many were left out', async () => {
    const lines = await linesOf([50, 2], 0);
    expect(lines.map(({ leftOutCount }) => leftOutCount)).toEqual([...Array(10).fill(undefined), 40, undefined]);
  });

  it('are not logged where they are quick', async () => {
    expect(await linesOf([1], 60_000)).toEqual([]);
  });
});
