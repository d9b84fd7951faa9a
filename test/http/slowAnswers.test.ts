import fastify from 'fastify';
import { logSlowAnswers } from '../../src/http/logSlowAnswers';
import { createLog } from '../../src/log';

/** What is logged of so many answers, each of which takes longer than the bound. */
async function linesOf(count: number, slowMs: number) {
  const lines: Record<string, unknown>[] = [];
  const server = fastify();
  logSlowAnswers(server, createLog('warn', { write: (line) => void lines.push(JSON.parse(line)) }), slowMs);
  server.get('/work/:name', async () => ({ name: 'done' }));
  for (let asked = 0; asked < count; asked += 1) await server.inject('/work/secret?token=secret');
  await server.close();
  return lines;
}

describe('answers that take long', () => {
  it('are logged with their route, and nothing that was asked', async () => {
    expect(await linesOf(1, 0)).toEqual([
      {
        level: 40,
        time: expect.any(String),
        method: 'GET',
        route: '/work/:name',
        status: 200,
        requestId: expect.any(String),
        address: '127.0.0.1',
        milliseconds: expect.any(Number),
        msg: 'a slow answer',
      },
    ]);
  });

  it('are ten lines a minute at most', async () => {
    const lines = await linesOf(50, 0);
    expect(lines.length).toBeGreaterThanOrEqual(10);
    expect(lines.length).toBeLessThanOrEqual(20); // The minute may end in between.
  });

  it('are not logged where they are quick', async () => {
    expect(await linesOf(1, 60_000)).toEqual([]);
  });
});
